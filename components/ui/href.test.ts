import { expect, test } from 'vitest'
import { hrefWith } from './href'

test('changes win, and what is empty leaves no trace', () => {
  expect(hrefWith('/accounts', { name: 'a&b', page: 3 }, { page: null, size: 50 })).toBe(
    '/accounts?name=a%26b&size=50',
  )
  expect(hrefWith('/accounts', { name: '' })).toBe('/accounts')
})
