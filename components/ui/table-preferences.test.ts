import { describe, expect, it } from 'vitest'
import { readTables, writeTables } from './table-preferences'

describe('the cookie of the tables', () => {
  it('brings back what was put in, in letters that a cookie takes as they are', () => {
    const tables = {
      zones: { hidden: ['type', 'name-servers'], dense: true },
      members: { hidden: [], dense: true },
      'service-users': { hidden: ['key'], dense: false },
    }
    const cookie = writeTables(tables)
    expect(cookie).toBe(encodeURIComponent(cookie).replaceAll('%3A', ':'))
    expect(readTables(cookie)).toEqual(tables)
  })

  it('keeps nothing of a table that is as it comes', () => {
    expect(writeTables({ zones: { hidden: [], dense: false } })).toBe('')
  })

  it.each([
    undefined,
    '',
    '!!!',
    'zones',
    'zones:x',
    '{"zones":1}',
    'zones:.a b',
    '__proto__:d',
    'a'.repeat(9000),
  ])('takes %s for nothing in particular', (cookie) => {
    const tables = readTables(cookie)
    expect(tables.zones).toBeUndefined()
    expect(({} as Record<string, unknown>).dense).toBeUndefined()
  })

  it('reads the tables that make sense beside one that does not', () => {
    expect(readTables('zones:?!members:d')).toEqual({ members: { hidden: [], dense: true } })
  })
})
