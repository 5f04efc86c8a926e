import { Card } from '@/components/ui/card'
import { CopyText } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import type { AccountOverview } from '@/lib/accounts/schema'
import { NOT_KNOWN, twoFactorName, typeName } from './labels'

/** Who the customer is, as Cloudflare says it. */
export function AccountDetails({ account }: { account: AccountOverview }) {
  const { id, name, type, unitName, createdOn, managedBy } = account
  return (
    <Card title="Details">
      <DetailList
        items={[
          { label: 'Account Name', value: name && <bdi>{name}</bdi> },
          { label: 'Account ID', value: <CopyText label="Account ID" value={id} /> },
          { label: 'Account Type', value: type && typeName(type) },
          { label: 'Tenant Unit', value: unitName && <bdi>{unitName}</bdi> },
          { label: 'Created', value: createdOn && <DateTime value={createdOn} exact /> },
          { label: 'Managed by', value: managedBy && <bdi>{managedBy}</bdi> },
        ]}
      />
    </Card>
  )
}

export function AccountSettingsCard({ settings }: Pick<AccountOverview, 'settings'>) {
  return (
    <Card title="Settings">
      <DetailList
        items={[
          { label: 'Two-factor authentication', value: twoFactorName(settings.enforceTwoFactor) },
          { label: 'Abuse contact email', value: settings.abuseContactEmail ?? NOT_KNOWN, none: 'None' },
          {
            label: 'API access',
            value:
              settings.apiAccessEnabled === null
                ? NOT_KNOWN
                : settings.apiAccessEnabled
                  ? 'Enabled'
                  : 'Disabled',
          },
        ]}
      />
    </Card>
  )
}
