import { describe, expect, it } from 'vitest'
import { masked } from './masking'

const TOKEN = `cfut_${'aB3'.repeat(14)}`

describe('what is masked', () => {
  it('is a credential by its name, however deep', () => {
    const sent = { client_secret: 'x', nested: [{ api_key: 'y', Password: 'z', token_id: 'kept', key: 'k' }] }
    expect(masked(sent, 'access app')).toEqual({
      client_secret: '[masked]',
      nested: [{ api_key: '[masked]', Password: '[masked]', token_id: 'kept', key: '[masked]' }],
    })
    expect(masked({ api_key: '', secret: null, require_secret: true }, '')).toEqual({
      api_key: '',
      secret: null,
      require_secret: true,
    })
  })

  it('is a credential by its looks, in the middle of a text too', () => {
    expect(masked({ note: `use ${TOKEN} now`, old: 'a1'.repeat(18) + 'b' }, 'zones')).toEqual({
      note: 'use [redacted] now',
      old: '[redacted]',
    })
    expect(masked(TOKEN, 'zones')).toBe('[redacted]')
  })

  it('is the value of a token, and the bare result of a roll, but not the value of a setting', () => {
    expect(masked({ result: { id: 't', value: 'short' } }, 'api_tokens token')).toEqual({
      result: { id: 't', value: '[masked]' },
    })
    expect(masked({ result: 'short' }, 'api_tokens token')).toEqual({ result: '[masked]' })
    expect(masked({ value: 'strict' }, 'zones zone_setting')).toEqual({ value: 'strict' })
  })

  it.each(
    ['name', 'address', 'email', 'phone'].map((what) => `business_${what}`).concat('external_metadata'),
  )('is Know-Your-Customer data: %s, however deep', (field) => {
    const kyc = { [field]: 'Delta Dental' }
    expect(masked({ name: 'Delta', ...kyc, result: [kyc] }, 'accounts account')).toEqual({
      name: 'Delta',
      [field]: '[masked]',
      result: [{ [field]: '[masked]' }],
    })
  })

  it('leaves ids and whatever else was sent', () => {
    const sent = { id: 'f'.repeat(32), list: [1, true, null, 'www'], deep: { uuid: '0'.repeat(36) } }
    expect(masked(sent, 'dns dns_record')).toEqual(sent)
  })
})
