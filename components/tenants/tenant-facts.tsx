import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { CopyText } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { NotAll } from '@/components/ui/not-all'
import { StatusBadge } from '@/components/ui/status-badge'
import type { Whole } from '@/lib/core/paging'
import type { EntitlementRow, TenantDetails } from '@/lib/tenants/schema'
import { toneOf, word, worth } from './labels'

const SILENT = 'Not available'

/** What Cloudflare tells of a tenant. */
export function TenantFacts({ tenant }: { tenant: TenantDetails }) {
  const { id, name, type, status, createdOn, changedOn, customerId, contacts, network, labels, labelsRead } =
    tenant
  const { nameServers, parent, mayDo } = tenant
  const items = [
    { label: 'Tenant Name', value: name && <bdi>{name}</bdi> },
    { label: 'Tenant ID', value: <CopyText label="Tenant ID" value={id} /> },
    { label: 'Type', value: type && word(type) },
    { label: 'Status', value: status && <StatusBadge tone={toneOf(status)}>{word(status)}</StatusBadge> },
    { label: 'Created', value: createdOn && <DateTime value={createdOn} exact /> },
    { label: 'Changed', value: changedOn && <DateTime value={changedOn} exact /> },
    { label: 'Customer ID', value: customerId && <CopyText label="Customer ID" value={customerId} /> },
    { label: 'Contact email', value: contacts.email },
    { label: 'Website', value: contacts.website },
    { label: 'Network', value: network },
    {
      label: 'Labels',
      value: [...labels, ...(labelsRead ? [] : ['not all could be read'])].join(', ') || false,
    },
    { label: 'Name servers', value: nameServers.length > 0 && <Lines lines={nameServers} /> },
  ]
  return (
    <div className="space-y-6">
      <Card title="Details">
        <DetailList
          items={[
            ...items.map(({ label, value }) => ({ label, value: value || null, none: SILENT })),
            ...(parent ? [{ label: 'Part of', value: <Parent parent={parent} /> }] : []),
          ]}
        />
      </Card>
      {mayDo.length > 0 && (
        <Card title="Account management" description="What Cloudflare lets this tenant do with accounts.">
          <DetailList items={mayDo.map(({ label, value }) => ({ label, value: value ? 'Yes' : 'No' }))} />
        </Card>
      )}
    </div>
  )
}

/** What a tenant is entitled to: what Cloudflare documents, then what is this tenant's own. */
export function Entitlements({ entitlements: { items, complete } }: { entitlements: Whole<EntitlementRow> }) {
  const own = items.filter(({ label }) => label === null)
  return (
    <Card title="Entitlements">
      <DetailList
        items={items.flatMap((row) =>
          row.label === null ? [] : [{ label: row.label, value: worth(row), none: SILENT }],
        )}
      />
      <h3 className="mt-4 border-t border-kumo-hairline pt-4 pb-2 font-medium">Custom entitlements</h3>
      {own.length === 0 ? (
        <p className="text-kumo-subtle">{complete ? 'None.' : SILENT}</p>
      ) : (
        <DetailList items={own.map((row) => ({ label: row.key, value: worth(row), none: SILENT }))} />
      )}
      {!complete && <NotAll of="entitlements" />}
    </Card>
  )
}

/** The types of accounts that a tenant may create, by name. */
export function AccountTypes({ types: { items, complete } }: { types: Whole<string> }) {
  return (
    <Card title="Account types allowed">
      {items.length === 0 ? (
        <p className="text-kumo-subtle">{SILENT}</p>
      ) : (
        <ul className="space-y-1">
          {items.map((type) => (
            <li key={type}>{word(type)}</li>
          ))}
        </ul>
      )}
      {!complete && <NotAll of="account types" />}
    </Card>
  )
}

function Parent({ parent: { id, name } }: { parent: { id: string; name: string | null } }) {
  const copy = <CopyText key="id" label="ID of the parent" value={id} />
  return <Lines lines={name ? [<bdi key="name">{name}</bdi>, copy] : [copy]} />
}

function Lines({ lines }: { lines: ReactNode[] }) {
  return (
    <ul className="space-y-0.5">
      {lines.map((line, index) => (
        <li key={index}>{line}</li>
      ))}
    </ul>
  )
}
