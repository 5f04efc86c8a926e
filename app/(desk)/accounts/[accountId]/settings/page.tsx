import type { Metadata } from 'next'
import { DeleteAccount, DeleteAccountSkeleton, DeletionDenied } from '@/components/accounts/delete-account'
import { DeletionUnderWay } from '@/components/accounts/deletion-under-way'
import { SettingsForm } from '@/components/accounts/settings-form'
import { SettingsSkeleton } from '@/components/accounts/settings-skeleton'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import { Part } from '@/components/ui/part'
import { TextLink } from '@/components/ui/text-link'
import { accountOverview, accountSettings, deletionPreview, kycDemandedOf } from '@/lib/accounts/queries'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'

export const metadata: Metadata = { title: 'Settings' }

export default async function AccountSettingsPage({ params }: PageProps<'/accounts/[accountId]/settings'>) {
  const { accountId } = await params
  const staff = await requirePermission('accounts.read')
  const account = await reading(() => accountOverview(accountId))
  if (!account.ok) return <ErrorState title="The account could not be read" {...account.error} />
  const { id } = account.data
  if (!may(staff.role, 'accounts.update'))
    return (
      <Notice title="You can view this account but not change it">
        Your role is {staff.role}. Only operators and administrators can change settings. The current settings
        are on the <TextLink href={`/accounts/${id}`}>overview</TextLink>.
      </Notice>
    )
  return (
    <div className="max-w-3xl space-y-6">
      <Part
        failed="The settings could not be read"
        fallback={<SettingsSkeleton />}
        read={() => reading(() => Promise.all([accountSettings(id), kycDemandedOf(id)]))}
      >
        {([settings, demanded]) => <SettingsForm accountId={id} settings={settings} demanded={demanded} />}
      </Part>
      {may(staff.role, 'accounts.delete') && (
        <Part
          failed="What would be deleted with the account could not be read"
          fallback={<DeleteAccountSkeleton />}
          read={() => reading(() => deletionPreview(id))}
        >
          {(preview) =>
            preview.deletedAt ? (
              <DeletionUnderWay deletedAt={preview.deletedAt} />
            ) : preview.allowed ? (
              <DeleteAccount accountId={id} preview={preview} />
            ) : (
              <DeletionDenied />
            )
          }
        </Part>
      )}
    </div>
  )
}
