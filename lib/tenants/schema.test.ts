import { expect, test } from 'vitest'
import { ChosenTenantQuery, entitlementRows, ENTITLEMENTS } from './schema'

test.each([
  [{ tenant: 'h7mz2kq94tgw1xvb' }, 'h7mz2kq94tgw1xvb'],
  [{ tenant: ' h7 ' }, 'h7'],
  [{ tenant: '' }, undefined],
  [{}, undefined],
  [{ tenant: ['a', 'b'] }, undefined],
  [{ tenant: 'x'.repeat(65) }, undefined],
])('the address %j chooses %s', (params, chosen) => {
  expect(ChosenTenantQuery.parse(params).tenant).toBe(chosen)
})

test('documented entitlements are all named, said or not, before a tenant’s own', () => {
  const rows = entitlementRows([
    { key: 'logs.max_jobs', value: 4 },
    { key: 'cname_setup_allowed', value: true },
    { key: 'toString', value: null },
  ])
  expect(rows).toHaveLength(Object.keys(ENTITLEMENTS).length + 2)
  expect(rows[0]).toEqual({ key: 'allow_add_subdomain', label: 'Add subdomains as zones', value: null })
  expect(rows).toContainEqual({ key: 'cname_setup_allowed', label: 'CNAME setup', value: true })
  expect(rows.slice(-2)).toEqual([
    { key: 'logs.max_jobs', label: null, value: 4 },
    { key: 'toString', label: null, value: null },
  ])
})
