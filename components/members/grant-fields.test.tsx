import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { groupChoicesQuery } from '@/lib/members/keys'
import type { Choices, Grant } from '@/lib/members/schema'
import { GrantFields } from './grant-fields'
import { Policies } from './grant-policies'

const choices = [{ id: 'a', name: 'A', description: null }]
const ROLES: Grant = { kind: 'roles', roles: [] }
const POLICIES: Grant = {
  kind: 'policies',
  policies: [{ access: 'allow', permissionGroups: [], resourceGroups: [] }],
}

function form(grant: Grant, lists: Record<'roles' | 'permissionGroups' | 'resourceGroups', boolean>) {
  const of = (complete: boolean): Choices => ({ choices, complete })
  const client = new QueryClient()
  client.setQueryData(groupChoicesQuery('x').queryKey, {
    permissionGroups: of(lists.permissionGroups),
    resourceGroups: of(lists.resourceGroups),
  })
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      {grant.kind === 'roles' ? (
        <GrantFields
          accountId="x"
          grant={grant}
          onChange={() => {}}
          roles={of(lists.roles)}
          start={null}
          errors={{}}
        />
      ) : (
        <Policies accountId="x" policies={grant.policies} onChange={() => {}} held={[]} errors={{}} />
      )}
    </QueryClientProvider>,
  )
}

const ALL = { roles: true, permissionGroups: true, resourceGroups: true }

it.each([
  ['roles', ROLES, 'roles'],
  ['permissionGroups', POLICIES, 'permission groups'],
  ['resourceGroups', POLICIES, 'resource groups'],
] as const)('the form says when not all %s could be read', (list, grant, words) => {
  expect(form(grant, ALL)).not.toContain('could be read')
  expect(form(grant, { ...ALL, [list]: false })).toContain(`Not all ${words} could be read`)
})
