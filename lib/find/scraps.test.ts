import { expect, it } from 'vitest'
import { readScraps } from './scraps'

const ID = '023e105f4ecef8ad9ca31a8372d0c353'
const UUID = '0190a5b2-7c1e-7d3a-9b1f-0a1b2c3d4e5f'

it('finds every scrap in a ticket that somebody pastes', () => {
  const ticket = `Hi team,
    customer "Orchard" (account ${ID.toUpperCase()}) gets an error on https://www.shop.orchard.co.uk/login?x=1.
    Cloudflare said: zone exists already. Request ID: ${UUID}, CF-Ray 8a1b2c3d4e5f6a7b-LHR.
    Write to Jane.Doe@Mail.Orchard.co.uk, <mailto:bob@münchen.de>!`
  expect(readScraps(ticket)).toMatchObject({
    name: null,
    ids: [ID],
    uuids: [UUID],
    rays: ['8a1b2c3d4e5f6a7b'],
    emails: ['jane.doe@mail.orchard.co.uk', 'bob@münchen.de'],
    domains: ['www.shop.orchard.co.uk', 'shop.orchard.co.uk', 'orchard.co.uk'],
    mailDomains: ['mail.orchard.co.uk', 'xn--mnchen-3ya.de'],
  })
})

it.each([
  [`https://dash.cloudflare.com/${ID}/orchard.com/dns/records`, [ID], ['orchard.com']],
  [`dash.cloudflare.com/${ID}/xn--mnchen-3ya.de`, [ID], ['xn--mnchen-3ya.de']],
  [`https://dash.cloudflare.com/${ID}/workers`, [ID], []],
  [`https://dash.cloudflare.com/${ID}/%E0%A4%A/`, [ID], []],
  ['https://münchen.de:8443/a/b#c', [], ['xn--mnchen-3ya.de']],
  [
    'ftp://a.b.orchard.github.io/',
    [],
    ['a.b.orchard.github.io', 'b.orchard.github.io', 'orchard.github.io', 'github.io'],
  ],
  ['HTTPS://USER:PW@Orchard.COM/', [], ['orchard.com']],
])('takes an address apart: %s', (address, ids, domains) => {
  expect(readScraps(address)).toMatchObject({ ids, domains })
})

it.each([
  ['  Orchard   Jewellers ', 'Orchard Jewellers'],
  ['orchard.com', 'orchard.com'],
  ['https://shop.orchard.com/cart', 'orchard.com'],
  ['a\nb', null],
  ['x'.repeat(500), null],
  ['', null],
])('takes for a name: %j', (text, name) => {
  expect(readScraps(text).name).toBe(name)
})

it('takes no id out of a longer one, and reads the beginning of a long text', () => {
  expect(readScraps(`${ID}${ID}`).ids).not.toContain(ID)
  expect(readScraps(UUID).rays).toEqual([])
  expect(readScraps(`${'x '.repeat(3_000)}${ID}`).ids).toEqual([])
  expect(readScraps('unit-ghij4567').ids).toContain('unit-ghij4567')
})

it('is quick, whatever is in it', () => {
  const began = performance.now()
  for (const text of [
    '.'.repeat(10_000),
    '@'.repeat(10_000),
    'a.'.repeat(5_000),
    'a@'.repeat(5_000),
    '//'.repeat(5_000),
  ])
    readScraps(text)
  expect(performance.now() - began).toBeLessThan(500)
})
