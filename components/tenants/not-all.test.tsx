import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { MemberTable, UnitTable } from './people'
import { AccountTypes, Entitlements } from './tenant-facts'
import { TenantTable } from './tenant-table'

const none = (complete: boolean) => ({ items: [], complete })

it.each([
  ['tenants', (complete: boolean) => <TenantTable tenants={none(complete)} />],
  ['members', (complete: boolean) => <MemberTable members={none(complete)} />],
  ['account types', (complete: boolean) => <AccountTypes types={none(complete)} />],
  ['entitlements', (complete: boolean) => <Entitlements entitlements={none(complete)} />],
])('says when not all %s could be read', (what, shown) => {
  expect(renderToStaticMarkup(shown(true))).not.toContain('could be read')
  expect(renderToStaticMarkup(shown(false))).toContain(`Not all ${what} could be read`)
})

it('says of a unit when not all of its members could be read', () => {
  const unit = { id: 'u', name: 'North', status: null, members: ['a@b.c'], depth: 0 }
  const shown = (membersRead: boolean) =>
    renderToStaticMarkup(<UnitTable units={{ rows: [{ ...unit, membersRead }], complete: true }} />)
  expect(shown(true)).not.toContain('could be read')
  expect(shown(false)).toContain('Not all members could be read')
})
