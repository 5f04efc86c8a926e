import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { TokenListQuery, type TokenRow } from '@/lib/tokens/schema'
import { TokenTable } from './token-table'

const row: TokenRow = {
  id: '0123456789abcdef0123456789abcdef',
  name: 'Backup',
  state: 'active',
  endsSoon: false,
  permissions: [],
  resources: [],
  lastUsedOn: null,
  expiresOn: null,
  reach: 'anyone',
}

it.each([
  ['anyone', false],
  ['listed', false],
  ['partly', false],
  ['nobody', true],
] as const)('the list says of a token that %s can use whether that is nobody', (reach, said) => {
  const tokens = { rows: [{ ...row, reach }], matching: 1, total: 1 }
  const query = TokenListQuery.parse({})
  const html = renderToStaticMarkup(
    <TokenTable accountId="a" tokens={tokens} query={query} mayCreate={false} mayExport={false} />,
  )
  expect(html.includes('Nobody can use this token')).toBe(said)
})
