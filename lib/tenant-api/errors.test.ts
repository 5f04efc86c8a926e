import { describe, expect, test } from 'vitest'
import { allowanceSpent, tenantApiError, type UpstreamError } from './errors'
import { OPERATIONS, type Operation } from './operations'

const SAID = 'upstream says so'

function answered(
  operation: Operation,
  status: number,
  errors: (Partial<UpstreamError> & { code: number | null })[] = [],
) {
  return tenantApiError(operation, {
    at: 'answer',
    status,
    ray: 'ray-LHR',
    errors: errors.map((error) => ({ message: SAID, pointer: null, documentation: null, ...error })),
    detail: SAID,
    retryAt: null,
  })
}

describe('the same code by endpoint', () => {
  const cases: [Operation, number, number, string, RegExp][] = [
    ['POST /accounts', 400, 1001, 'invalid', /create the account/],
    ['GET /accounts', 403, 1001, 'credentials', /kind of credential/],
    ['GET /accounts', 400, 1001, 'invalid', /refused to list the accounts \(code 1001\)\. Try again/],
    ['POST /accounts', 403, 1002, 'refused', /not allowed to create accounts.*partners@cloudflare\.com/],
    ['PUT /accounts/{account_id}', 400, 1001, 'invalid', /update the account/],
    ['GET /accounts/{account_id}', 400, 7003, 'not_found', /no such account/],
    ['DELETE /accounts/{account_id}', 404, 7003, 'not_found', /no such account/],
    ['DELETE /accounts/{account_id}', 405, 7001, 'refused', /cannot delete the account/],
    ['DELETE /accounts/{account_id}/members/{member_id}', 404, 1003, 'not_found', /no longer a member/],
    ['GET /tenants/{tenant_id}', 404, 7003, 'not_found', /no such tenant/],
    ['GET /user/tenants', 404, 7003, 'not_found', /cannot list the tenants\. .*CLOUDFLARE_BASE_URL/],
    ['GET /tenants/{tenant_id}/entitlements', 404, 7003, 'not_found', /cannot read the entitlements here/],
    ['POST /accounts/{account_id}/subscriptions', 400, 1198, 'invalid', /could not read the plan/],
    ['POST /accounts/{account_id}/subscriptions', 400, 1204, 'invalid', /does not know this plan/],
    ['POST /zones/{zone_id}/subscription', 403, 1225, 'refused', /agreement does not include/],
    ['POST /accounts/{account_id}/subscriptions', 404, 1199, 'refused', /does not offer/],
    ['POST /accounts/{account_id}/subscriptions/cancel-downgrade', 400, 1207, 'refused', /No downgrade/],
    ['POST /zones', 400, 1061, 'invalid', /already/],
    ['POST /zones', 400, 1097, 'invalid', /does not permit/],
    ['POST /users', 403, 10000, 'refused', /Ask Cloudflare Support/],
    ['POST /users', 403, 9103, 'credentials', /does not accept the partner credentials/],
    ['GET /accounts/{account_id}/tokens', 403, 10000, 'credentials', /CLOUDFLARE_API_TOKEN/],
    ['GET /accounts/{account_id}/tokens/verify', 401, 1000, 'invalid', /does not know this token/],
    ['GET /accounts/{account_id}', 401, 1000, 'credentials', /does not accept/],
    ['GET /accounts/{account_id}', 400, 6003, 'credentials', /does not accept/],
    ['GET /accounts/{account_id}', 403, 10000, 'credentials', /not allowed to read the account/],
    ['GET /accounts/{account_id}', 404, 9103, 'not_found', /no such account/],
  ]
  test.each(cases)('%s, %i with %i: %s', (operation, status, code, kind, words) => {
    const error = answered(operation, status, [{ code }])
    expect(error).toMatchObject({ kind, status, codes: [code], ray: 'ray-LHR', effect: 'none' })
    expect(error.message).toMatch(words)
  })
})

test.each([
  [401, 'credentials'],
  [402, 'refused'],
  [403, 'refused'],
  [404, 'not_found'],
  [405, 'refused'],
  [409, 'refused'],
  [422, 'invalid'],
])('a bare %i is %s', (status, kind) => {
  expect(answered('PUT /accounts/{account_id}', status)).toMatchObject({ kind, effect: 'none', codes: [] })
})

describe('a refusal that names a field', () => {
  const cases: [Operation, Partial<UpstreamError>, string[]][] = [
    ['POST /accounts', { pointer: '/name' }, ['name']],
    ['POST /accounts', { pointer: '/unit/id' }, ['unitId']],
    ['POST /accounts', { pointer: '/business_name' }, ['businessName']],
    ['POST /accounts', { message: 'name: must be at most 100 characters' }, ['name']],
    ['POST /accounts', { message: 'Business Email is not an address' }, ['businessEmail']],
    ['POST /accounts', { message: 'invalid account type' }, ['type']],
    ['POST /accounts', { message: 'the surname of nobody' }, []],
    ['POST /accounts', { pointer: '/settings', message: 'name' }, []],
    ['PUT /accounts/{account_id}', { pointer: '/settings/abuse_contact_email' }, ['abuseContactEmail']],
    ['PUT /accounts/{account_id}/profile', { pointer: '/external_metadata' }, ['externalMetadata']],
    ['POST /accounts/{account_id}/members', { message: 'email is invalid' }, ['email']],
    ['POST /accounts/{account_id}/subscriptions', { pointer: '/rate_plan/id' }, ['ratePlanId']],
    ['POST /accounts/{account_id}/tokens', { code: 400, message: 'name must have a length' }, ['name']],
  ]
  test.each(cases)('%s %o lands on %j', (operation, said, fields) => {
    const error = answered(operation, 400, [{ code: 1001, ...said }])
    expect(error.kind).toBe('invalid')
    expect(Object.keys(error.fields)).toEqual(fields)
  })
})

test('a spent allowance says when to try again once, and of a change alone that it was not done', () => {
  const until = Date.now() + 120_000
  const change = allowanceSpent(until, { write: true })
  expect(change.retryAt).toBe(until)
  expect(change.message).toMatch(/this was not done\.$/)
  expect(allowanceSpent(until, { write: false }).message).not.toMatch(/was not done|ry again/)
  expect(answered('GET /accounts', 429).message).toMatch(/for now\. Try again in a few minutes\.$/)
})

test('someone who is there already is told so', () => {
  const said = [{ code: 1001, message: 'a@b.c is already a member of this account' }]
  expect(answered('POST /accounts/{account_id}/members', 400, said).fields).toEqual({
    email: 'This person is already a member, or invited.',
  })
})

test('no sentence for a person quotes upstream, and each says what to do', () => {
  for (const operation of Object.keys(OPERATIONS) as Operation[]) {
    for (const status of [302, 400, 401, 402, 403, 404, 405, 409, 422, 429, 500, 503]) {
      const error = answered(operation, status, [{ code: 1001 }, { code: null }])
      expect(error.message).not.toContain(SAID)
      expect(error.message, `${operation} ${status}`).toMatch(
        /[Tt]ry again|[Cc]heck|Ask|[Ll]ook|Choose|Add one|should set|Reload|at this address cannot|been deleted/,
      )
      expect(error.detail).toBe(SAID)
    }
  }
})

describe('a domain that cannot become a zone', () => {
  const cases: [number, string, string[], RegExp][] = [
    [1049, 'invalid', ['name'], /no registration/],
    [1061, 'invalid', ['name'], /already/],
    [1097, 'invalid', ['name'], /does not permit/],
    [1099, 'invalid', ['name'], /no registered domain/],
    [1093, 'refused', [], /Often it is a subdomain/],
    [1116, 'refused', [], /Often it is a subdomain/],
    [1104, 'invalid', ['type'], /partial zone/],
    [1105, 'refused', [], /Wait three hours/],
    [1110, 'unavailable', [], /nothing was added\. Try again in a few minutes/],
    [1117, 'refused', [], /on hold in another Cloudflare account.*release/],
    [1118, 'refused', [], /pending zones/],
  ]
  test.each(cases)('%i is %s, marks %j, and gives its own advice', (code, kind, fields, words) => {
    for (const given of [code, null].slice(0, code === 1117 ? 2 : 1)) {
      const said = given === null ? 'The zone name is subject to a hold' : SAID
      const error = answered('POST /zones', 400, [{ code: given, message: said }])
      expect(error).toMatchObject({ kind, effect: 'none', said: null })
      expect(error.message).toMatch(words)
      expect(Object.keys(error.fields)).toEqual(fields)
    }
  })
  test('too many attempts name the time from which another one is worth it', () => {
    const { retryAt } = answered('POST /zones', 400, [{ code: 1105 }])
    expect(retryAt! - Date.now()).toBeGreaterThan(2.9 * 3600_000)
  })
  test('a fault of theirs under a status that refuses is not known to have failed', () => {
    const error = answered('POST /zones', 400, [{ code: 1052 }])
    expect(error).toMatchObject({ code: 'unknown', effect: 'unknown' })
    expect(error.message).toMatch(/not known whether it did add the zone\. Check before trying again\.$/)
  })
})

test('a permission that the console lacks is named, and nothing else that was said', () => {
  const lacking = (message: string, operation: Operation = 'POST /accounts/{account_id}/tokens') =>
    answered(operation, 400, [{ code: 1001, message }])
  const error = lacking('the caller lacks a permission on these resources, named here: "DNS Write"')
  expect(error).toMatchObject({ kind: 'credentials', said: null })
  expect(error.message).toMatch(
    /credentials of this console lack the permission “DNS Write” on these resources/,
  )
  const changed = lacking(
    'actor "x y" requires permission \'Zone: Read\'',
    'PUT /accounts/{account_id}/tokens/{token_id}',
  )
  expect(changed.message).toContain('“Zone: Read”')
  expect(changed.message).not.toContain('x y')
  const hostile = lacking('you lack the permission "<script>alert(1)</script>"')
  expect(hostile.message).not.toContain('script')
  expect(hostile.said).toContain('script')
  expect(lacking('name must have a length')).toMatchObject({
    kind: 'invalid',
    fields: { name: expect.any(String) },
  })
})

test.each(['GET', 'POST', 'PUT'])(
  'a plan right after its zone: %s is too early before it is forbidden',
  (method) => {
    const error = answered(`${method} /zones/{zone_id}/subscription` as Operation, 403, [{ code: 10000 }])
    expect(error.kind).toBe('refused')
    expect(error.message).toMatch(/too early: wait a minute and try again.*permissions/)
  },
)

test('what no rule knows is quoted as theirs; what one knows is not', () => {
  const unknown = answered('POST /zones', 400, [{ code: 1999, message: 'the moon is full' }])
  expect(unknown).toMatchObject({ kind: 'invalid', said: 'the moon is full' })
  expect(unknown.message).toBe(
    'Cloudflare refused to add the zone (code 1999). Check what was entered and try again.',
  )
  expect(answered('DELETE /zones/{zone_id}', 400, [{ code: 1999 }]).message).toMatch(/Reload the page/)
  expect(answered('POST /zones', 400, [{ code: 1061 }]).said).toBeNull()
  expect(answered('POST /zones', 400, [{ code: null, message: '' }])).toMatchObject({ said: null })
  expect(answered('POST /zones', 400).message).toMatch(/does not say why/)
  expect(answered('POST /zones', 409, [{ code: 7, message: 'busy' }]).said).toBe('busy')
  expect(answered('POST /zones', 400, [{ code: 1 }, { code: 2 }, { code: 3, message: 'and why' }]).said).toBe(
    `${SAID} · and why`,
  )
})

test('a field is named by the words of what is invalid, and not of what is forbidden', () => {
  const said = [{ code: 1001, message: 'the name of the caller is not allowed here' }]
  expect(answered('POST /accounts', 400, said).fields).toHaveProperty('name')
  expect(answered('POST /accounts', 403, said)).toMatchObject({ kind: 'refused', fields: {} })
})

test('the page about a refusal goes with it, whatever rule there is', () => {
  const documentation = 'https://developers.cloudflare.com/api/x'
  expect(answered('POST /zones', 403, [{ code: 1 }, { code: 2, documentation }])).toMatchObject({
    documentation,
  })
  expect(answered('POST /zones', 400, [{ code: 1061, documentation }])).toMatchObject({ documentation })
})
