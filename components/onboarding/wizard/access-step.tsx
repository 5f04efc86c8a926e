'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { GrantFields } from '@/components/members/grant-fields'
import { PeopleField } from '@/components/members/people-field'
import { Card } from '@/components/ui/card'
import { CheckboxField } from '@/components/ui/checkbox'
import { ChoiceList } from '@/components/ui/choice-list'
import { SelectField, TextField } from '@/components/ui/form-field'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { notAll } from '@/components/ui/not-all'
import { Notice } from '@/components/ui/notice'
import { QueryFault } from '@/components/ui/query-fault'
import { ADMINISTRATOR, EMAIL_MAX } from '@/lib/members/constants'
import { groupChoicesQuery } from '@/lib/members/keys'
import type { Choices, Grant } from '@/lib/members/schema'
import { rolesLikeQuery } from '@/lib/onboarding/draft-keys'
import type { RolesLike } from '@/lib/onboarding/draft-schema'
import { Given, StepForm } from './step-form'
import { useStep, useWizard } from './use-wizard'

/** Who gets in, and with which roles. */
export function AccessStep() {
  const { draftId, saved } = useWizard()
  const { value, errors, field } = useStep('access')
  const {
    data: like,
    error,
    refetch,
  } = useQuery(rolesLikeQuery(draftId, saved.content.customer.unitId, value.likeAccountId))
  return (
    <StepForm step="access">
      <Card title="People" description="Invited by email, once the account is there. Nobody need be invited.">
        <PeopleField {...field('text')} text={value.text} />
      </Card>
      {error ? (
        <Notice
          tone="danger"
          role="alert"
          title="The roles could not be read"
          actions={<Button onClick={() => void refetch()}>Retry</Button>}
        >
          <QueryFault error={error}>{error.message}</QueryFault>
        </Notice>
      ) : !like ? (
        <LinesSkeleton title="Access" lines={6} />
      ) : like.account === null ? (
        <Notice tone="warning" title="There is no account to read the roles of">
          A new account has no roles to choose from, so they are read from another managed account. There is
          none yet: create this customer without people, and invite them from its page.
        </Notice>
      ) : (
        <Roles like={{ ...like, account: like.account }} errors={errors} />
      )}
    </StepForm>
  )
}

function Roles({
  like: { account, others, roles },
  errors,
}: {
  like: RolesLike & { account: { id: string; name: string } }
  errors: Record<string, string>
}) {
  const { content } = useWizard()
  const { value, set, touch } = useStep('access')
  const { grant, serviceUser: user } = value
  const enterprise = content.customer.type === 'enterprise'
  const { data: groups } = useQuery({ ...groupChoicesQuery(account.id), enabled: grant.kind === 'policies' })

  const start = useEffectEvent(() => {
    const offered = roles.choices.some(({ id }) => id === ADMINISTRATOR)
    // As when members are invited: Administrator is what most customers get.
    const usual = offered && !enterprise && !content.left.includes('access') && value.likeAccountId === ''
    if (value.likeAccountId === '')
      set({
        likeAccountId: account.id,
        ...(usual &&
          grant.kind === 'roles' &&
          grant.roles.length === 0 && {
            grant: { kind: 'roles', roles: [ADMINISTRATOR] },
          }),
        ...(usual && user.roles.length === 0 && { serviceUser: { ...user, roles: [ADMINISTRATOR] } }),
      })
  })
  useEffect(() => start(), [])

  // What the chosen ids are called, for an account in which they are others.
  const name = useEffectEvent(() => {
    const called = new Map(
      [roles, groups?.permissionGroups, groups?.resourceGroups]
        .flatMap((each: Choices | undefined) => each?.choices ?? [])
        .map((choice) => [choice.id, choice.name]),
    )
    const names = Object.fromEntries(
      idsOf(grant, user.roles).flatMap((id) => {
        const found = called.get(id) ?? value.names[id]
        return found === undefined ? [] : [[id, found]]
      }),
    )
    if (JSON.stringify(names) !== JSON.stringify(value.names)) set({ names })
  })
  useEffect(() => name(), [grant, user.roles, roles, groups])

  const wrong = ['grant', 'serviceUser.roles', 'likeAccountId'].some((at) =>
    Object.keys(errors).some((field) => field.startsWith(at)),
  )
  return (
    <>
      <Card
        title="Access"
        description="The same for everybody above. A new account has no roles of its own to read, so they are those of an account of the same tenant unit."
      >
        <div className="space-y-5">
          <Given wrong={wrong} what={`${summaryOf(grant, value.names)}`}>
            <SelectField
              label="Roles as in"
              hint="Nothing is changed in this account."
              value={account.id}
              error={errors.likeAccountId}
              onChange={({ target }) => set({ likeAccountId: target.value })}
            >
              {[account, ...others].map(({ id, name: called }) => (
                <option key={id} value={id}>
                  {called}
                </option>
              ))}
            </SelectField>
            <GrantFields
              accountId={account.id}
              grant={grant}
              onChange={(next) => set({ grant: next })}
              roles={roles}
              start={null}
              errors={errors}
            />
            {grant.kind === 'policies' && (
              <p className="text-sm text-kumo-subtle">
                A new account has only the resource group of the whole account. Groups of single domains are
                those of {account.name}, and the run would pause at them.
              </p>
            )}
          </Given>
        </div>
      </Card>
      <Card
        title="Service user"
        description="For the customer’s own systems. It is created last and by a person, because its API key is shown once."
      >
        <div className="space-y-5">
          <CheckboxField
            label="Create a service user"
            checked={user.wanted}
            onChange={(wanted) => set({ serviceUser: { ...user, wanted } })}
          />
          {user.wanted && (
            <>
              <TextField
                label="Email of the service user"
                inputMode="email"
                spellCheck={false}
                hint={`At most ${EMAIL_MAX} characters, and not used anywhere else at Cloudflare. An address at your own domain that names the customer works best.`}
                value={user.email}
                error={errors['serviceUser.email']}
                onChange={({ target }) => set({ serviceUser: { ...user, email: target.value } })}
                onBlur={() => touch('serviceUser.email')}
              />
              <Given wrong={wrong} what={namesOf(user.roles, value.names)}>
                <ChoiceList
                  label="Roles of the service user"
                  hint={roles.complete ? undefined : notAll('roles')}
                  choices={roles.choices.map(({ id, name: label, description }) => ({
                    value: id,
                    label,
                    description,
                  }))}
                  value={user.roles}
                  onChange={(chosen) => set({ serviceUser: { ...user, roles: chosen } })}
                  error={errors['serviceUser.roles']}
                />
              </Given>
            </>
          )}
        </div>
      </Card>
    </>
  )
}

function idsOf(grant: Grant, more: string[]): string[] {
  const own =
    grant.kind === 'roles'
      ? grant.roles
      : grant.policies.flatMap(({ permissionGroups, resourceGroups }) => [
          ...permissionGroups,
          ...resourceGroups,
        ])
  return [...new Set([...own, ...more])]
}

const namesOf = (ids: string[], names: Record<string, string>) =>
  ids.map((id) => names[id] ?? id).join(', ') || 'No roles'

const summaryOf = (grant: Grant, names: Record<string, string>) =>
  grant.kind === 'roles'
    ? namesOf(grant.roles, names)
    : grant.policies.length === 1
      ? '1 policy'
      : `${grant.policies.length} policies`
