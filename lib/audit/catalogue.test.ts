import { expect, it } from 'vitest'
import { CATALOGUE, remember, rememberChange, type AuditAction } from './catalogue'

const actions = Object.keys(CATALOGUE) as AuditAction[]

it('remembers no field that it does not name, whatever the act', () => {
  const facts = {
    password: 'hunter2',
    apiKey: 'k',
    value: 'v',
    token: 't',
    tokenHash: 'h',
    rawSettings: { a: 1 },
    secret: 's',
    kyc: { businessName: 'Anvil Ltd' },
  }
  for (const action of actions) expect(remember(action, facts), action).toBeNull()
})

it('remembers of Know-Your-Customer data only that it is there', () => {
  const facts = { businessName: 'Anvil Ltd', businessEmail: '', name: 'Anvil' }
  expect(remember('account.create', facts)).toEqual({
    name: 'Anvil',
    businessName: 'set',
    businessEmail: 'empty',
  })
  for (const action of actions)
    expect(JSON.stringify(remember(action, facts)), action).not.toContain('Anvil Ltd')
})

it('tells of a change to it only that there was one', () => {
  const before = { businessName: 'Anvil Ltd', businessPhone: '1', businessEmail: 'a@b.example', name: 'Old' }
  const after = { businessName: 'Brass Ltd', businessPhone: '1', businessEmail: '', name: 'New' }
  expect(rememberChange('account.update', before, after)).toEqual({
    before: { name: 'Old', businessName: 'set', businessPhone: 'set', businessEmail: 'set' },
    after: { name: 'New', businessName: 'changed', businessPhone: 'set', businessEmail: 'empty' },
  })
})

it('keeps of every act whether its subject was there afterwards, and nothing of an act it does not know', () => {
  for (const action of actions) expect(remember(action, { found: false })).toEqual({ found: false })
  expect(remember('gone.by' as AuditAction, { name: 'x', found: true })).toBeNull()
})
