import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'

const ACTIONS = { revealed: 'account.kyc.reveal', seen: 'account.kyc.view' }

/** Tells an administrator who has seen the personal data of unusually many customers; nothing where nobody has. */
export function UnusualViews({
  people,
}: {
  people: { staffId: string; email: string; way: 'revealed' | 'seen'; accounts: number }[]
}) {
  if (people.length === 0) return null
  return (
    <Notice tone="warning" title="An unusual amount of personal data was viewed">
      <ul className="space-y-0.5">
        {people.map(({ staffId, email, way, accounts }) => (
          <li key={`${staffId}-${way}`}>
            <TextLink href={`/activity?person=${staffId}&action=${ACTIONS[way]}`}>
              <bdi>{email}</bdi> has {way} the Know-Your-Customer data of {accounts} customers in the last 24
              hours
            </TextLink>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
