import type { Metadata } from 'next'
import { InviteForm } from '@/components/members/invite-form'
import { Card } from '@/components/ui/card'
import { Part } from '@/components/ui/part'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { inviteChoices } from '@/lib/members/queries'

export const metadata: Metadata = { title: 'Invite members' }

export default async function InvitePage({ params }: PageProps<'/accounts/[accountId]/members/invite'>) {
  const { accountId } = await params
  await requirePermission('members.change')
  return (
    <>
      <h2 className="mb-4 text-xl font-semibold">Invite members</h2>
      <Part
        failed="The form could not be loaded"
        fallback={
          <Card title="People">
            <Loading label="Loading roles and members">
              <Skeleton className="w-72 max-w-full" />
            </Loading>
          </Card>
        }
        read={() => reading(() => inviteChoices(accountId))}
      >
        {(choices) => <InviteForm accountId={accountId} {...choices} />}
      </Part>
    </>
  )
}
