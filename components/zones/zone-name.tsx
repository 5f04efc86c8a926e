import type { DomainNames } from '@/lib/core/domains'

/** A domain as people write it, with the form that the DNS knows beside it: look-alikes differ only there. */
export function ZoneName({ name, unicode }: DomainNames) {
  if (!unicode) return <bdi>{name}</bdi>
  return (
    <>
      <bdi>{unicode}</bdi>{' '}
      <span className="font-normal text-kumo-subtle">
        (<bdi>{name}</bdi>)
      </span>
    </>
  )
}
