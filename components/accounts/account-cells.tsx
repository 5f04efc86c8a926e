import { LinkPending } from '@/components/ui/link-pending'
import { Missing } from '@/components/ui/missing'
import { StatusBadge } from '@/components/ui/status-badge'

// What the list of accounts draws alike, whether it is the directory's or comes from Cloudflare as it is asked for.

const OUTSIDE =
  'These credentials can access the account, but your tenant does not own it. You cannot open or change it here.'
const UNTOLD =
  'Cloudflare’s list does not show whether your tenant owns this account. Open it to ask Cloudflare about this account.'

export function AccountNameCell({
  name,
  owned,
  goneOn = null,
}: {
  name: string | null
  /** Null where that is not known. */
  owned: boolean | null
  goneOn?: string | null
}) {
  return (
    <>
      {name ? <bdi>{name}</bdi> : <Missing what="The account has no name" />}
      {owned !== false && <LinkPending />}
      {!owned && (
        <>
          {' '}
          <span title={owned === null ? UNTOLD : OUTSIDE} className="ml-1">
            <StatusBadge>{owned === null ? 'Owner not known' : 'Outside tenant'}</StatusBadge>
          </span>
        </>
      )}
      {goneOn && (
        <>
          {' '}
          <span title={`Cloudflare does not list it since ${goneOn.slice(0, 10)}.`} className="ml-1">
            <StatusBadge tone="danger">Deleted</StatusBadge>
          </span>
        </>
      )}
    </>
  )
}

export function TwoFactor({ enforced }: { enforced: boolean | null }) {
  if (enforced === null) return <span className="text-kumo-subtle">Not known</span>
  return enforced ? (
    <StatusBadge tone="success">Enforced</StatusBadge>
  ) : (
    <StatusBadge>Not enforced</StatusBadge>
  )
}

/** What the marks of foreign accounts mean, where there are such. */
export function Ownership({ of }: { of: { owned: boolean | null }[] }) {
  return (
    <>
      {of.some(({ owned }) => owned === false) && (
        <p className="mt-4 text-sm text-kumo-subtle">
          <span className="font-medium">Outside tenant:</span> {OUTSIDE}
        </p>
      )}
      {of.some(({ owned }) => owned === null) && (
        <p className="mt-4 text-sm text-kumo-subtle">
          <span className="font-medium">Owner not known:</span> {UNTOLD}
        </p>
      )}
    </>
  )
}
