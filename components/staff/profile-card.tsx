import { Card } from '@/components/ui/card'
import { DetailList } from '@/components/ui/detail-list'
import { ROLE_SUMMARY, type Role } from '@/lib/auth/permissions'
import { titled } from './labels'

/** Who is signed in. An administrator changes it, under Staff. */
export function ProfileCard({ profile }: { profile: { name: string; email: string; role: Role } }) {
  const { name, email, role } = profile
  return (
    <Card title="Profile">
      <DetailList
        items={[
          { label: 'Name', value: name },
          { label: 'Email', value: email },
          {
            label: 'Role',
            value: (
              <>
                {titled(role)}
                <span className="block text-sm text-kumo-subtle">{ROLE_SUMMARY[role]}</span>
              </>
            ),
          },
        ]}
      />
    </Card>
  )
}
