import { describe, expect, it } from 'vitest'
import { Grant, InviteMembers, MembersQuery } from './schema'
import { isSuper, readEmails, sameGrant, SUPER_ADMINISTRATOR } from './constants'

describe('a pasted list', () => {
  it.each([
    ['ana@shop.example', ['ana@shop.example']],
    ['ana@shop.example, bo@shop.example;cy@shop.example\ndi@shop.example  ed@shop.example', 5],
    [
      'Doe, Jane <jane@shop.example>; "Roe, Rick" <rick@shop.example>',
      ['jane@shop.example', 'rick@shop.example'],
    ],
    ['ana@shop.example, Bo B <bo@shop.example>', ['ana@shop.example', 'bo@shop.example']],
    ['mailto:ana@shop.example.', ['ana@shop.example']],
    ['a\u200bna@shop.example\u2060, \ufeffbo@shop.example', ['ana@shop.example', 'bo@shop.example']],
    ['“ana@shop.example”，‘bo@shop.example’；cy@shop.example|di@shop.example、ed@shop.example', 5],
    ['“ana@shop.example”“bo@shop.example”', ['ana@shop.example', 'bo@shop.example']],
    ['mailto:ana@shop.example?subject=Hello bo@shop.example', ['ana@shop.example', 'bo@shop.example']],
    ['ana@shop.example (Ana), (Bo B.) bo@shop.example', ['ana@shop.example', 'bo@shop.example']],
    ['(ana@shop.example)', ['ana@shop.example']],
    ['Ana A\tana@shop.example\nBo\tbo@shop.example', ['ana@shop.example', 'bo@shop.example']],
    ['', []],
    ['  \n;, ', []],
  ])('of %j is read', (text, expected) => {
    const { emails, invalid, repeated } = readEmails(text)
    if (typeof expected === 'number') expect(emails).toHaveLength(expected)
    else expect(emails).toEqual(expected)
    expect({ invalid, repeated }).toEqual({ invalid: [], repeated: [] })
  })

  it('names what is written twice, whatever its case, and what is no address', () => {
    expect(readEmails('Ana@Shop.example ana@shop.example nobody bo@ @shop.example')).toEqual({
      emails: ['Ana@Shop.example'],
      repeated: ['ana@shop.example'],
      invalid: ['nobody', 'bo@', '@shop.example'],
    })
  })

  it('does not take addresses longer than the API does', () => {
    const long = `${'a'.repeat(60)}@${'b'.repeat(60)}.example`
    expect(readEmails(long).invalid).toEqual([long])
  })
})

const roles = (...ids: string[]): Grant => ({ kind: 'roles', roles: ids })
const policy = (...groups: string[]): Grant => ({
  kind: 'policies',
  policies: [{ access: 'allow', permissionGroups: groups, resourceGroups: ['r'] }],
})

describe('what a member may do', () => {
  it('has no more groups than the record should keep', () => {
    const policies = (count: number) => {
      const ids = Array.from({ length: 100 }, (_, nth) => String(nth))
      const each = { access: 'allow', permissionGroups: ids, resourceGroups: ids }
      return { kind: 'policies', policies: Array.from({ length: count }, () => each) }
    }
    expect(Grant.safeParse(policies(10)).success).toBe(true)
    expect(Grant.safeParse(policies(11)).success).toBe(false)
  })

  it('is the same whatever the order', () => {
    expect(sameGrant(roles('a', 'b'), roles('b', 'a'))).toBe(true)
    expect(sameGrant(policy('a', 'b'), policy('b', 'a'))).toBe(true)
    expect(sameGrant(null, null)).toBe(true)
    expect(sameGrant(roles('a'), roles('a', 'b'))).toBe(false)
    expect(sameGrant(roles('a'), null)).toBe(false)
    expect(sameGrant(roles('a'), policy('a'))).toBe(false)
  })

  it('makes a Super Administrator by role or by policy', () => {
    expect(isSuper(roles(SUPER_ADMINISTRATOR))).toBe(true)
    expect(isSuper(policy(SUPER_ADMINISTRATOR))).toBe(true)
    expect(isSuper(roles('a'))).toBe(false)
    expect(isSuper(null)).toBe(false)
  })

  it('cannot be nothing', () => {
    const input = { accountId: 'a', emails: ['ana@shop.example'] }
    expect(InviteMembers.safeParse({ ...input, grant: roles() }).success).toBe(false)
    expect(InviteMembers.safeParse({ ...input, grant: policy() }).success).toBe(false)
    expect(InviteMembers.safeParse({ ...input, grant: roles('a') }).success).toBe(true)
  })
})

it('reads any address of the list', () => {
  expect(MembersQuery.parse({ status: 'gone', order: 'x', direction: 'up', page: '-1', size: '7' })).toEqual({
    status: undefined,
    order: 'email',
    direction: 'asc',
    page: 1,
    size: 20,
  })
})
