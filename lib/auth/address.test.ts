import { expect, test } from 'vitest'
import { networksOf, parseAddress } from './address'

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:CB00:7109', '203.0.113.9'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['unknown', null],
  ['203.0.113', null],
  ['203.0.113.9:4711', null],
  ['203.0.113.9, 198.51.100.1', null],
  ["'; DROP TABLE staff; --", null],
  ['', null],
  [null, null],
])('%s is the address %s', (text, address) => {
  expect(parseAddress(text)).toBe(address)
})

test('an IPv6 address counts for its /64 and its /56, an IPv4 address for itself', () => {
  expect(networksOf('2001:db8:1:2ff:a:b:c:d')).toEqual(['2001:db8:1:2ff::/64', '2001:db8:1:200::/56'])
  expect(networksOf('203.0.113.9')).toEqual(['203.0.113.9'])
})
