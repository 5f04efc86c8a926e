import { asciiDomain } from '@/lib/core/domains'
import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddZone, ZoneForm, ZoneListQuery } from './schema'

describe('a domain name', () => {
  it.each([
    ['example.com', 'example.com'],
    ['  Example.COM. ', 'example.com'],
    ['shop.example.co.uk', 'shop.example.co.uk'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.Example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['مثال.إختبار', 'xn--mgbh0fb.xn--kgbechtv'],
  ])('%s is %s to the DNS', (typed, ascii) => expect(asciiDomain(typed)).toBe(ascii))

  it.each([
    '',
    'example',
    'https://example.com',
    'example.com/path',
    'user@example.com',
    'example.com:8080',
    'exa mple.com',
    '192.0.2.1',
    '0x7f.1',
    '[2001:db8::1]',
    'ex%61mple.com',
    '-example.com',
    'example-.com',
    'foo_bar.com',
    'example..com',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}com`,
    'xn--a.com',
    '*.example.com',
    'example.123',
  ])('%s is none', (typed) => expect(asciiDomain(typed)).toBeNull())

  it('is the same however often it is normalised, and what Node’s own conversion says', () => {
    fc.assert(
      fc.property(fc.domain(), fc.constantFrom('', 'ü', 'ß', '例', 'ж'), (domain, letter) => {
        const name = asciiDomain(letter + domain)
        if (name === null) return
        expect(asciiDomain(name)).toBe(name)
        expect(domainToASCII(letter + domain)).toBe(name)
      }),
    )
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => void asciiDomain(typed)))
  })
})

describe('the form', () => {
  const message = (name: string) => ZoneForm.safeParse({ name, type: 'full' }).error?.issues[0]?.message

  it('says what is wrong with a name', () => {
    expect(message('')).toBe('Enter a domain name.')
    expect(message('https://example.com/')).toMatch(/without https/)
    expect(message('example')).toMatch(/complete domain/)
    expect(message('foo_bar.com')).toMatch(/not a domain name/)
  })

  it('sends the name as the DNS knows it', () => {
    expect(AddZone.parse({ name: 'Bücher.example', type: 'full', accountId: 'a' }).name).toBe(
      'xn--bcher-kva.example',
    )
  })
})

it.each([
  [' shop ', 'shop'],
  ['https://shop.example/path?a=b#c', 'shop.example'],
  ['http://www.shop.example', 'shop.example'],
  ['https://user:secret@shop.example:8443/', 'shop.example'],
  ['shop.example/path', 'shop.example'],
  ['www.shop', 'www.shop'],
  ['https://', ''],
])('the filter %s looks for “%s”', (typed, name) =>
  expect(ZoneListQuery.parse({ name: typed }).name).toBe(name),
)

it('an address that makes no sense falls back', () => {
  expect(ZoneListQuery.parse({ page: '-1', size: '7', status: 'gone', type: 'x', sort: 'plan' })).toEqual({
    name: '',
    status: '',
    type: '',
    sort: 'name',
    direction: 'asc',
    page: 1,
    size: 20,
  })
})
