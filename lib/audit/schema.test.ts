import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addressOf, readActivityQuery as read, type SearchParams } from './schema'

const readActivityQuery = (params: SearchParams) => read(params, { 'account.create': 'Create account' })

it('reads an address and spells it the same way again', () => {
  const address = {
    q: 'anvil',
    person: 'system',
    action: 'account.create',
    result: 'in-progress',
    account: 'Söhne',
    from: '2026-02-28',
    to: '2026-03-01',
    page: 'before-120',
  }
  expect(addressOf(readActivityQuery(address))).toEqual(address)
  expect(addressOf(readActivityQuery({ ...address, event: crypto.randomUUID(), other: 'x' }))).toEqual(
    address,
  )
})

it('names the filters that mean nothing, and leaves them out', () => {
  const { filter, unreadable } = readActivityQuery({
    person: "' OR 1=1",
    action: 'account.explode',
    result: 'maybe',
    from: '2026-02-30',
    to: ['2026-01-01', 'x'],
    q: 'a\0b',
  })
  expect(unreadable).toEqual(['q', 'person', 'action', 'result', 'from'])
  expect(filter).toEqual({
    q: '',
    person: '',
    action: '',
    result: '',
    account: '',
    from: '',
    to: '2026-01-01',
  })
})

it('takes any address without throwing, and no cursor that is not one', () => {
  const value = fc.option(fc.oneof(fc.string(), fc.array(fc.string())), { nil: undefined })
  fc.assert(fc.property(fc.dictionary(fc.string(), value), (params) => void readActivityQuery(params)))
  for (const page of ['2', 'before--1', 'before-', 'after-1e9', `before-${'9'.repeat(19)}`])
    expect(readActivityQuery({ page }).cursor, page).toBeNull()
})
