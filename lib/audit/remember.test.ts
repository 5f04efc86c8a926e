import { expect, it } from 'vitest'
import * as z from 'zod'
import { masked, recall, remembered, rememberedChange } from './remember'

const Account = z.object({
  name: z.string(),
  grant: z.object({ roles: z.array(z.string()) }),
  businessName: masked(),
  businessEmail: masked(),
})

it('remembers no field that the schema does not name, at any depth', () => {
  const facts = { name: 'Anvil', password: 'hunter2', grant: { roles: ['r'], secret: 's' } }
  expect(remembered(Account, facts)).toEqual({ name: 'Anvil', grant: { roles: ['r'] } })
  expect(remembered(Account, { password: 'hunter2' })).toBeNull()
  expect(remembered(undefined, facts)).toBeNull()
})

it('remembers of personal data only that it is there, however the schema is made over', () => {
  const facts = { businessName: 'Anvil Ltd', businessEmail: '' }
  for (const schema of [
    Account,
    Account.partial(),
    Account.pick({ businessName: true, businessEmail: true }),
  ])
    expect(remembered(schema, facts)).toEqual({ businessName: 'set', businessEmail: 'empty' })
})

it('tells of a change to it only that there was one', () => {
  const before = { name: 'Old', businessName: 'Anvil Ltd', businessEmail: 'a@b.example' }
  const after = { name: 'New', businessName: 'Brass Ltd', businessEmail: '' }
  expect(rememberedChange({ before: Account, after: Account }, { before, after })).toEqual({
    before: { name: 'Old', businessName: 'set', businessEmail: 'set' },
    after: { name: 'New', businessName: 'changed', businessEmail: 'empty' },
  })
})

it('keeps of every act whether its subject was there afterwards', () => {
  expect(remembered(undefined, { found: false, name: 'x' })).toEqual({ found: false })
})

it('keeps nothing of what does not fit, on the way in and on the way back', () => {
  expect(remembered(Account, { name: 5, grant: { roles: [] } })).toEqual({
    name: '(not readable)',
    grant: { roles: [] },
  })
  expect(recall(Account, { name: null, grant: { roles: ['r'] }, businessName: 'set' })).toEqual({
    grant: { roles: ['r'] },
    businessName: 'set',
  })
})
