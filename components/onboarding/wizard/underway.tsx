'use client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { listed } from '@/components/ui/listed'
import { Notice } from '@/components/ui/notice'
import { QueryFault } from '@/components/ui/query-fault'
import { TextLink } from '@/components/ui/text-link'
import { domainsFoundQuery, nameUnderwayQuery } from '@/lib/onboarding/draft-keys'
import type { DomainFound, Underway } from '@/lib/onboarding/draft-schema'
import { useWizard } from './use-wizard'

// What may make a customer a second time. Links open beside the draft, which stays as it is.

/** Drafts and runs of a customer who is called alike. */
export function Namesakes() {
  const { draftId, saved } = useWizard()
  const { data } = useQuery(nameUnderwayQuery(draftId, saved.content.customer.name.trim()))
  if (!data?.length) return null
  return (
    <Notice tone="warning" role="status" title="A customer of this name is already on the way">
      <UnderwayList items={data} />
    </Notice>
  )
}

/** Domains that lie in an account of ours, or are on their way. Of many, the rest are looked for one batch after another. */
export function DomainsInUse() {
  const { draftId, saved } = useWizard()
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(
    domainsFoundQuery(draftId, saved.content.zones.text.trim()),
  )
  const more = hasNextPage && !isFetching && !error
  useEffect(() => {
    if (more) void fetchNextPage()
  }, [more, fetchNextPage])
  const found = data?.pages.flatMap((page) => page.found) ?? []
  const notLooked = data?.pages.flatMap((page) => page.notLooked) ?? []
  return (
    <>
      {found.length > 0 && (
        <Notice
          tone="warning"
          role="status"
          title={
            found.length === 1 ? 'A domain is already in use' : `${found.length} domains are already in use`
          }
        >
          {found.map((each) => (
            <Where key={each.name} {...each} />
          ))}
        </Notice>
      )}
      {error ? (
        <Notice
          tone="warning"
          role="status"
          title={
            data
              ? 'It could not be checked where all of these domains are already'
              : 'It could not be checked where these domains are already'
          }
        >
          <QueryFault error={error}>Cloudflare refuses a domain that another account has active.</QueryFault>
        </Notice>
      ) : (
        notLooked.length > 0 &&
        !hasNextPage && (
          <Notice role="status" title="Not every domain was looked for in your accounts">
            <p className="wrap-anywhere">
              The allowance of calls was needed for other work: {listed(notLooked, 20)}.
            </p>
          </Notice>
        )
      )}
    </>
  )
}

function Where({ name, accounts, underway }: DomainFound) {
  return (
    <div className="mt-1 wrap-anywhere">
      {accounts.map(({ href, name: account }) => (
        <p key={href}>
          <bdi>{name}</bdi> lies in{' '}
          <TextLink href={href} target="_blank" rel="noopener">
            {account}
          </TextLink>
          .
        </p>
      ))}
      {underway.length > 0 && (
        <>
          <p>
            <bdi>{name}</bdi> is also in:
          </p>
          <UnderwayList items={underway} />
        </>
      )}
    </div>
  )
}

const KINDS: Record<Underway['kind'], string> = { draft: 'Draft', run: 'Run' }

function UnderwayList({ items }: { items: Underway[] }) {
  return (
    <ul className="mt-1 space-y-1">
      {items.map(({ kind, title, href }) => (
        <li key={href} className="wrap-anywhere">
          {KINDS[kind]}:{' '}
          <TextLink href={href} target="_blank" rel="noopener">
            {title}
          </TextLink>
        </li>
      ))}
    </ul>
  )
}
