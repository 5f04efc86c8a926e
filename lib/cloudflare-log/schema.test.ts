import { describe, expect, it } from 'vitest'
import { bareRay, oldestDay, rangeOf, readLogQuery, setFilters } from './schema'

const now = new Date('2026-11-22T10:30:00.000Z')
const read = (params: Record<string, string | string[]>) => readLogQuery(params, now)

describe('the range', () => {
  it('is the last seven days unless the address says otherwise', () => {
    expect(read({})).toMatchObject({
      since: '2026-11-15T10:30:00.000Z',
      before: '2026-11-22T10:30:00.000Z',
      errors: {},
    })
    expect(read({ range: '24h' }).since).toBe('2026-11-21T10:30:00.000Z')
    expect(read({ range: '30d' }).since).toBe('2026-10-23T10:30:00.000Z')
  })

  it('counts whole days in UTC, both included, and never reaches past now', () => {
    const days = { range: 'custom', from: '2026-11-01', to: '2026-11-03' }
    expect(read(days)).toMatchObject({
      since: '2026-11-01T00:00:00.000Z',
      before: '2026-11-04T00:00:00.000Z',
    })
    expect(read({ ...days, to: '2026-11-22' }).before).toBe(now.toISOString())
  })

  it('ignores days that belong to another range', () => {
    const { since, filter, errors } = read({ from: '2020-01-01', to: '2019-01-01' })
    expect(since).toBe('2026-11-15T10:30:00.000Z')
    expect(errors).toEqual({})
    expect(setFilters(filter)).toEqual({})
  })

  it('takes a week up to the end where no start is given', () => {
    expect(rangeOf(read({ range: 'custom', to: '2026-11-10' }).filter, now)).toEqual({
      from: '2026-11-04',
      to: '2026-11-10',
    })
  })

  it.each([
    [{ from: '2026-11-05', to: '2026-11-04' }, 'from', /start is after the end/],
    [{ from: '2026-11-23', to: '2026-11-30' }, 'from', /in the future/],
    [{ from: '2025-05-21' }, 'from', /18 months: choose 2025-05-22 or later/],
    [{ from: '2026-02-30' }, 'from', /not a date/],
    [{ to: 'yesterday' }, 'to', /not a date/],
  ])('refuses %o at its field', (days, field, message) => {
    expect(read({ range: 'custom', ...days } as Record<string, string>).errors).toEqual({
      [field]: expect.stringMatching(message),
    })
  })

  it('reaches back 18 months', () => {
    expect(oldestDay(now)).toBe('2025-05-22')
    expect(read({ range: 'custom', from: '2025-05-22' }).errors).toEqual({})
  })
})

describe('the filters', () => {
  it('take a Ray ID as people copy it', () => {
    expect(read({ ray: ' 9A8B7C6D5E4F3A2B-LHR ' }).filter.ray).toBe('9a8b7c6d5e4f3a2b')
    expect(bareRay('9a8b7c6d5e4f3a2b')).toBe('9a8b7c6d5e4f3a2b')
    expect(read({ ray: 'nonsense' }).errors).toHaveProperty('ray')
  })

  it('take whole addresses of both kinds', () => {
    expect(read({ address: '192.0.2.10' }).errors).toEqual({})
    expect(read({ address: '2001:db8::99' }).errors).toEqual({})
    expect(read({ address: '192.0.2' }).errors).toHaveProperty('address')
  })

  it('say what they cannot be, and never throw', () => {
    expect(
      Object.keys(read({ range: 'ever', result: 'maybe', action: 'purge', actor: 'a\u0000b' }).errors),
    ).toEqual(['range', 'result', 'action', 'actor'])
    expect(read({ zone: ['first.example', 'second.example'] }).filter.zone).toBe('first.example')
    expect(read({ zone: 'x'.repeat(201) }).errors).toEqual({ zone: 'This is too long.' })
  })
})
