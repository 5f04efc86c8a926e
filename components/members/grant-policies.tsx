'use client'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useRef, type ComponentProps } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ChoiceList } from '@/components/ui/choice-list'
import { SelectField } from '@/components/ui/form-field'
import { notAll } from '@/components/ui/not-all'
import { Notice } from '@/components/ui/notice'
import { QueryFault } from '@/components/ui/query-fault'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import type { FieldErrors } from '@/lib/core/errors'
import { groupChoicesQuery } from '@/lib/members/keys'
import type { Grant, PolicyView } from '@/lib/members/schema'
import { accessName, withHeld } from './labels'

// What was read once is there when somebody looks at roles and comes back.
const client = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: 1 } } })

/** Policies of permission groups on resource groups. Loaded late by GrantFields. */
export default function GrantPolicies(props: ComponentProps<typeof Policies>) {
  return (
    <QueryClientProvider client={client}>
      <Policies {...props} />
    </QueryClientProvider>
  )
}

type PolicyInput = Extract<Grant, { kind: 'policies' }>['policies'][number]

export function Policies({
  accountId,
  policies,
  onChange,
  held,
  errors,
}: {
  accountId: string
  policies: PolicyInput[]
  onChange: (policies: PolicyInput[]) => void
  held: PolicyView[]
  errors: FieldErrors
}) {
  const list = useRef<HTMLDivElement>(null)
  const { data: groups, error, refetch } = useQuery(groupChoicesQuery(accountId))
  if (error)
    return (
      <Notice
        tone="danger"
        role="alert"
        title="The permission groups could not be read"
        actions={<Button onClick={() => void refetch()}>Retry</Button>}
      >
        <QueryFault error={error}>{error.message}</QueryFault>
      </Notice>
    )
  if (!groups)
    return (
      <Loading label="Loading permission groups">
        <div className="space-y-3">
          <Skeleton className="w-80 max-w-full" />
          <Skeleton className="w-56 max-w-full" />
        </div>
      </Loading>
    )
  const permissions = withHeld(
    groups.permissionGroups.choices,
    held.flatMap(({ permissionGroups }) => permissionGroups),
  )
  const resources = withHeld(
    groups.resourceGroups.choices,
    held.flatMap(({ resourceGroups }) => resourceGroups),
  )
  const whole = errors.policies ?? errors['grant.policies']
  function remove(index: number) {
    onChange(policies.filter((_, other) => other !== index))
    // The button goes with its policy: the one that takes its place has the focus.
    list.current?.querySelectorAll('section')[Math.min(index, policies.length - 2)]?.focus()
  }
  return (
    <div ref={list} className="space-y-4">
      {policies.map((policy, index) => {
        const at = `grant.policies.${index}`
        const set = (change: Partial<PolicyInput>) =>
          onChange(policies.map((each, other) => (other === index ? { ...each, ...change } : each)))
        return (
          <section
            key={index}
            aria-label={`Policy ${index + 1}`}
            tabIndex={-1}
            className="space-y-4 rounded-lg p-4 ring ring-kumo-line"
          >
            <div className="flex items-end justify-between gap-4">
              <div className="w-40">
                <SelectField
                  label="Effect"
                  value={policy.access}
                  onChange={(event) => set({ access: event.target.value })}
                >
                  {[...new Set(['allow', 'deny', policy.access])].map((access) => (
                    <option key={access} value={access}>
                      {accessName(access)}
                    </option>
                  ))}
                </SelectField>
              </div>
              {policies.length > 1 && (
                <Button
                  variant="secondary-destructive"
                  onClick={() => remove(index)}
                  aria-label={`Remove policy ${index + 1}`}
                >
                  Remove policy
                </Button>
              )}
            </div>
            <div className="grid gap-4 xl:grid-cols-2">
              <ChoiceList
                label="Permission groups"
                hint={groups.permissionGroups.complete ? undefined : notAll('permission groups')}
                choices={permissions}
                value={policy.permissionGroups}
                onChange={(permissionGroups) => set({ permissionGroups })}
                error={errors[`${at}.permissionGroups`]}
              />
              <ChoiceList
                label="Resource groups"
                hint={groups.resourceGroups.complete ? undefined : notAll('resource groups')}
                choices={resources}
                value={policy.resourceGroups}
                onChange={(resourceGroups) => set({ resourceGroups })}
                error={errors[`${at}.resourceGroups`]}
              />
            </div>
          </section>
        )
      })}
      {whole && (
        <p role="alert" className="text-sm text-kumo-danger">
          {whole}
        </p>
      )}
      <Button
        onClick={() => onChange([...policies, { access: 'allow', permissionGroups: [], resourceGroups: [] }])}
      >
        Add policy
      </Button>
    </div>
  )
}
