import { expect, test } from 'vitest'
import { hrefWith, withTenant } from './href'

test('changes win, and what is empty leaves no trace', () => {
  expect(hrefWith('/accounts', { name: 'a&b', page: 3 }, { page: null, size: 50 })).toBe(
    '/accounts?name=a%26b&size=50',
  )
  expect(hrefWith('/accounts', { name: '' })).toBe('/accounts')
})

test.each([
  ['/', 'h7', '/?tenant=h7'],
  ['/accounts?name=a%26b&page=2', 'h7', '/accounts?name=a%26b&page=2&tenant=h7'],
  ['/accounts#last', 'h7', '/accounts?tenant=h7#last'],
  ['/accounts', null, '/accounts'],
  ['/api/accounts/export?name=a', 'h7', '/api/accounts/export?name=a&tenant=h7'],
  // Its own word counts, where nothing means all.
  ['/tenants?tenant=y5', 'h7', '/tenants?tenant=y5'],
  ['/accounts?tenant=&name=a', 'h7', '/accounts?name=a'],
  ['/accounts?tenant=', null, '/accounts'],
  // What is no page of the console.
  ['/sign-in', 'h7', '/sign-in'],
  ['//elsewhere.example', 'h7', '//elsewhere.example'],
  ['https://elsewhere.example/a', 'h7', 'https://elsewhere.example/a'],
  ['#main', 'h7', '#main'],
])('the tenant is kept: %s with %s is %s', (href, chosen, kept) => {
  expect(withTenant(href, chosen)).toBe(kept)
})
