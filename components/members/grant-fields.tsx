'use client'
import { useRef } from 'react'
import { ChoiceList } from '@/components/ui/choice-list'
import { late } from '@/components/ui/late'
import { notAll } from '@/components/ui/not-all'
import { RadioCards } from '@/components/ui/radio-cards'
import type { FieldErrors } from '@/lib/core/errors'
import type { Choices, Grant, Named, PolicyView } from '@/lib/members/schema'
import { emptyGrant, withHeld } from './labels'

const GrantPolicies = late(() => import('./grant-policies'))

/**
 * What a member may do: roles, or policies of permission groups and resource groups. What the member holds and is not
 * offered any more stays in the lists by its id, so that saving does not drop it.
 */
export function GrantFields({
  accountId,
  grant,
  onChange,
  roles,
  held,
  start,
  errors,
}: {
  accountId: string
  grant: Grant
  onChange: (grant: Grant) => void
  roles: Choices
  /** What the member has now. */
  held?: { roles: Named[]; policies: PolicyView[] }
  /** What the form was opened with. */
  start: Grant | null
  errors: FieldErrors
}) {
  // Looking at the other kind loses nothing: each comes back as it was left.
  const left = useRef<Partial<Record<Grant['kind'], Grant>>>({})
  function turnTo(kind: Grant['kind']) {
    left.current[grant.kind] = grant
    onChange(left.current[kind] ?? (start?.kind === kind ? start : emptyGrant(kind)))
  }
  return (
    <div className="space-y-5">
      <RadioCards
        label="Access by"
        value={grant.kind}
        onChange={turnTo}
        options={[
          { value: 'roles', label: 'Roles', description: 'Each role applies to the whole account.' },
          {
            value: 'policies',
            label: 'Policies',
            description: 'Permission groups on resource groups, for example on some domains only.',
          },
        ]}
      />
      {grant.kind === 'roles' ? (
        <ChoiceList
          label="Roles"
          hint={roles.complete ? undefined : notAll('roles')}
          choices={withHeld(roles.choices, held?.roles ?? [])}
          value={grant.roles}
          onChange={(chosen) => onChange({ kind: 'roles', roles: chosen })}
          error={errors.roles ?? errors['grant.roles']}
        />
      ) : (
        <GrantPolicies
          accountId={accountId}
          policies={grant.policies}
          onChange={(policies) => onChange({ kind: 'policies', policies })}
          held={held?.policies ?? []}
          errors={errors}
        />
      )}
    </div>
  )
}
