import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { TokenListQuery, type TokenPage, type TokenRow } from '@/lib/tokens/schema'
import { TokenTable } from './token-table'
import { TokensGlance } from './tokens-glance'

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
  const tokens = { rows: [{ ...row, reach }], matching: 1, total: 1, complete: true }
  const query = TokenListQuery.parse({})
  const html = renderToStaticMarkup(
    <TokenTable accountId="a" tokens={tokens} query={query} mayCreate={false} mayExport={false} />,
  )
  expect(html.includes('Nobody can use this token')).toBe(said)
})

it('the list says when not all tokens could be read, and counts none then', () => {
  const shown = (tokens: Pick<TokenPage, 'rows' | 'complete'>) =>
    renderToStaticMarkup(
      <TokenTable
        accountId="a"
        tokens={{ ...tokens, matching: tokens.rows.length, total: tokens.rows.length }}
        query={TokenListQuery.parse({})}
        mayCreate
        mayExport={false}
      />,
    )
  expect(shown({ rows: [row], complete: true })).not.toContain('could be read')
  expect(shown({ rows: [row], complete: false })).toContain('Not all API tokens could be read')
  expect(shown({ rows: [], complete: false })).not.toContain('no API tokens yet')
})

it('so does the card of the overview', () => {
  const card = (complete: boolean) =>
    renderToStaticMarkup(<TokensGlance path="/a" tokens={{ total: 2, nearEnd: [], expired: 0, complete }} />)
  expect(card(true)).toContain('>2 tokens<')
  expect(card(false)).toContain('2 tokens or more')
  expect(card(false)).toContain('Not all API tokens could be read')
})
