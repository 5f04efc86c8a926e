import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { CopyText } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import { productName, resourceName } from '@/lib/tokens/catalogue'
import type { Grant, Reach, Resource, TokenDetails as Token } from '@/lib/tokens/schema'
import { SwitchToken } from './token-switch'
import { TokenStatus } from './token-status'
import { NOBODY } from './labels'

/** The head of a token's page, below that of its account. */
export function TokenHeader({ token, mayChange }: { token: Token; mayChange: boolean }) {
  const path = `/accounts/${token.accountId}/tokens`
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <TextLink href={path} className="text-sm">
          All API tokens
        </TextLink>
        <h2 className="mt-1 text-xl font-semibold wrap-anywhere">
          <bdi>{token.name ?? token.id}</bdi>
        </h2>
      </div>
      {mayChange && token.changeable && (
        <div className="flex flex-wrap gap-2">
          <SwitchToken token={token} />
          <ButtonLink href={`${path}/${token.id}/edit`} variant="primary">
            Edit
          </ButtonLink>
        </div>
      )}
    </header>
  )
}

/** What cannot be read of a token, and that nobody can use it; nothing where all is well. */
export function Reservations({
  token: { unreadable, changeable, reach },
  mayChange,
  mayDelete,
}: {
  token: Pick<Token, 'unreadable' | 'changeable' | 'reach'>
  mayChange: boolean
  mayDelete: boolean
}) {
  const kept = mayChange && changeable && ' Changes made here do not affect them.'
  return (
    <div className="mb-6 space-y-4 empty:hidden">
      {!changeable && (
        <Notice tone="warning" title="A part of this token cannot be read">
          Cloudflare describes it in a form that this console does not know.{' '}
          {mayChange &&
            `A change here would lose it: edit, disable or enable the token in Cloudflare’s dashboard. You can roll ${mayDelete ? 'and delete it here' : 'it here, and an administrator can delete it'}.`}
        </Notice>
      )}
      {unreadable > 0 && (
        <Notice
          tone="warning"
          title={`${unreadable === 1 ? '1 policy' : `${unreadable} policies`} of this token cannot be read`}
        >
          Not all permissions are shown.{kept}
        </Notice>
      )}
      {reach === 'partly' && (
        <Notice tone="warning" title="From where this token may be used cannot be read in full">
          Cloudflare limits it in more ways than this console can show.{kept}
        </Notice>
      )}
      {reach === 'nobody' && (
        <Notice tone="warning" title={NOBODY}>
          Its address filter contains no address, so Cloudflare refuses it from everywhere.
          {mayChange && changeable && ' Add allowed addresses to make it usable again.'}
        </Notice>
      )}
    </div>
  )
}

/** What Cloudflare says of a token. */
export function TokenDetails({ token }: { token: Token }) {
  const { id, issuedOn, modifiedOn, lastUsedOn, notBefore, expiresOn, creatorEmail } = token
  const { allowed, refused, reach } = token
  return (
    <Card title="Details">
      <DetailList
        items={[
          { label: 'Token ID', value: <CopyText label="Token ID" value={id} /> },
          { label: 'Status', value: <TokenStatus {...token} /> },
          { label: 'Last used', value: lastUsedOn && <DateTime value={lastUsedOn} exact />, none: 'Never' },
          {
            label: 'Starts',
            value: notBefore && <DateTime value={notBefore} exact />,
            none: 'When it was issued',
          },
          { label: 'Expires', value: expiresOn && <DateTime value={expiresOn} exact />, none: 'Never' },
          { label: 'Allowed client addresses', value: addresses(allowed), none: NO_ADDRESS[reach] },
          {
            label: 'Refused client addresses',
            value: addresses(refused),
            none: reach === 'partly' ? 'Not known' : 'None',
          },
          { label: 'Issued', value: issuedOn && <DateTime value={issuedOn} exact />, none: 'Not known' },
          {
            label: 'Last changed',
            value: modifiedOn && <DateTime value={modifiedOn} exact />,
            none: 'Not known',
          },
          ...(creatorEmail ? [{ label: 'Created by', value: <bdi>{creatorEmail}</bdi> }] : []),
        ]}
      />
    </Card>
  )
}

/** What no allowed address means. */
const NO_ADDRESS: Record<Reach, string> = {
  anyone: 'All',
  listed: 'All except the refused ones',
  nobody: 'None: nobody can use it',
  partly: 'Not known',
}

/** What a token may do: for each policy on what, and the permissions by product. */
export function TokenPermissions({ token: { accountId, grants } }: { token: Token }) {
  return (
    <Card title="Permissions">
      {grants.length === 0 && <p className="text-kumo-subtle">None that this console can read.</p>}
      <div className="space-y-6">
        {grants.map((grant, index) => (
          <section key={index} aria-label={headingOf(grant)} className="space-y-3">
            <h3 className="font-medium wrap-anywhere">
              {verbOf(grant)} <Places accountId={accountId} resources={grant.resources} />
            </h3>
            <DetailList
              items={grant.products.map(({ product, permissions }) => ({
                label: productName(product),
                value: (
                  <ul>
                    {permissions.map((words) => (
                      <li key={words}>{words}</li>
                    ))}
                  </ul>
                ),
              }))}
            />
            {grant.more && (
              <p className="text-sm text-kumo-warning">
                This policy contains more than this console can read.
              </p>
            )}
          </section>
        ))}
      </div>
    </Card>
  )
}

function Places({ accountId, resources }: { accountId: string; resources: Resource[] }) {
  return resources.map((resource, index) => (
    <span key={index}>
      {index > 0 && ', '}
      {resource.kind === 'zone' ? (
        <TextLink href={`/accounts/${accountId}/zones/${resource.id}`}>{resourceName(resource)}</TextLink>
      ) : (
        lower(resourceName(resource))
      )}
    </span>
  ))
}

const verbOf = ({ allows, effect }: Grant) =>
  allows ? 'Allowed on' : effect === 'deny' ? 'Denied on' : `${effect} on`
const headingOf = (grant: Grant) =>
  `${verbOf(grant)} ${grant.resources.map(resourceName).map(lower).join(', ')}`
const lower = (words: string) => words.replace(/^(The|All) /, (word) => word.toLowerCase())

function addresses(ranges: string[]) {
  if (ranges.length === 0) return null
  return (
    <ul className="font-mono text-[0.8125rem]">
      {ranges.map((range) => (
        <li key={range}>{range}</li>
      ))}
    </ul>
  )
}
