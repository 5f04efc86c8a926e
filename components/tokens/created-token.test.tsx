import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { CreatedToken, LostToken } from './created-token'
import { Reservations } from './token-details'

vi.mock('@/components/ui/link', () => ({
  useRouter: () => ({}),
  useChosenTenant: () => undefined,
  Link: 'a',
}))
vi.mock('./roll-token', () => ({ RollToken: () => null }))
vi.mock('./verify-token', () => ({ VerifyNow: () => null, VerifyCommand: () => null }))

const token = { accountId: 'a', tokenId: 't', name: 'Deploy' }
const lost = (tokens: number) =>
  Array.from({ length: tokens }, (_, nth) => ({ tokenId: `t${nth}`, otherwise: [] }))

it.each([
  [
    'not as asked',
    (m: boolean) => <CreatedToken {...token} value="v" otherwise={['addresses']} mayDelete={m} />,
  ],
  ['lost', (m: boolean) => <LostToken {...token} tokens={lost(1)} mayDelete={m} />],
  ['lost among several', (m: boolean) => <LostToken {...token} tokens={lost(2)} mayDelete={m} />],
  [
    'unreadable',
    (m: boolean) => (
      <Reservations token={{ unreadable: 0, changeable: false, reach: 'partly' }} mayChange mayDelete={m} />
    ),
  ],
])('tells only those to delete a token who may: %s', (_, shown) => {
  expect(renderToStaticMarkup(shown(true))).toMatch(/delete it|roll or delete/)
  const html = renderToStaticMarkup(shown(false))
  expect(html).toMatch(/administrators? can delete/)
  expect(html).not.toMatch(/you can edit or delete|to delete it|roll or delete|and delete it here/)
})
