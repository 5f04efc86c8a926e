import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { Email } from '@/components/ui/email'
import type { Person, SessionView } from '@/lib/staff/schema'
import { AccessCard } from './access-card'
import { PasswordCard } from './password-card'
import { RoleCard } from './role-card'
import { SessionTable } from './session-table'

/** A person as an administrator sees them. */
export function PersonView({
  person,
}: {
  person: Person & { createdAt: Date; linkUntil: Date | null; self: boolean; sessions: SessionView[] }
}) {
  const { id, name, email, role, status, self } = person
  return (
    <div className="space-y-6">
      <Card title="Details">
        <DetailList
          items={[
            { label: 'Email', value: <Email address={email} /> },
            { label: 'Added', value: <DateTime value={person.createdAt} exact /> },
            {
              label: 'Last sign-in',
              value: person.lastSignInAt && <DateTime value={person.lastSignInAt} exact />,
              none: 'Never',
            },
          ]}
        />
      </Card>
      <RoleCard key={role} staffId={id} name={name} role={role} self={self} />
      <section aria-label="Sessions">
        <h2 className="mb-3 font-semibold">Sessions</h2>
        <SessionTable sessions={person.sessions} />
      </section>
      <PasswordCard staffId={id} name={name} status={status} linkUntil={person.linkUntil} />
      <AccessCard staffId={id} name={name} disabled={status === 'disabled'} self={self} />
    </div>
  )
}
