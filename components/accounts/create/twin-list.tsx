import { DateTime } from '@/components/ui/date-time'
import { TextLink } from '@/components/ui/text-link'
import type { AccountTwin } from '@/lib/accounts/schema'

/** Accounts that share a name, told apart by unit, age and id. Links open beside the form, which stays as it is. */
export function TwinList({ twins }: { twins: AccountTwin[] }) {
  return (
    <ul className="mt-1 space-y-1">
      {twins.map((twin) => (
        <li key={twin.id} className="wrap-anywhere">
          <TextLink href={`/accounts/${twin.id}`} target="_blank" rel="noopener">
            {twin.name}
          </TextLink>{' '}
          <TwinFacts twin={twin} />
        </li>
      ))}
    </ul>
  )
}

/** The unit, age and id of one of several accounts of the same name. */
export function TwinFacts({ twin }: { twin: AccountTwin }) {
  return (
    <span className="text-kumo-subtle">
      {twin.unitName && <>in {twin.unitName}, </>}
      {twin.createdOn && (
        <>
          created <DateTime value={twin.createdOn} />,{' '}
        </>
      )}
      <span className="font-mono text-xs">{twin.id}</span>
    </span>
  )
}
