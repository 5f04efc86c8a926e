import { expect, it } from 'vitest'
import { answerOf, type Action } from './use-command'

const NAMED = 'Check before trying again.'
const broken = () => Promise.reject(new TypeError('Failed to fetch'))

it('hands an answer on as it is', async () => {
  const answer = { ok: true as const, data: 7 }
  expect(await answerOf(async (input: number) => ({ ...answer, data: input }), 7, NAMED)).toEqual(answer)
})

it('leaves an action that is handed down to nobody else to call', () => {
  // @ts-expect-error -- checked with the types: it wants the `this` that only answerOf has
  const byHand = (action: Action<number, number>) => action(7)
  expect(byHand).toBeTypeOf('function')
})

it('says of a change whose answer never came that nobody knows', async () => {
  expect(await answerOf(broken, null, NAMED)).toMatchObject({
    ok: false,
    error: { code: 'unknown', effect: 'unknown', message: NAMED, fields: {}, retryAt: null },
  })
})

it('says of what changes nothing that it did not happen', async () => {
  expect(await answerOf(broken, null, { message: NAMED, effect: 'none' })).toMatchObject({
    ok: false,
    error: { effect: 'none', message: NAMED },
  })
})
