import { expect, it } from 'vitest'
import { EMPTY_DRAFT } from '@/lib/onboarding/draft-constants'
import type { DraftContent, DraftView } from '@/lib/onboarding/draft-schema'
import { edited, openedWith, type WizardState } from './state'

const view = (change: Partial<DraftView> = {}): DraftView => ({
  id: 'id',
  title: 'New customer',
  version: 1,
  content: EMPTY_DRAFT,
  savedBy: 'Grace',
  savedAt: '2026-11-30T12:00:00Z',
  template: null,
  runId: null,
  ...change,
})
const named = (name: string, zones = ''): DraftContent => ({
  ...EMPTY_DRAFT,
  customer: { ...EMPTY_DRAFT.customer, name },
  zones: { ...EMPTY_DRAFT.zones, text: zones },
})
const typed = (state: WizardState, name: string) =>
  edited(state, { type: 'edit', step: 'customer', change: { name } })

it('takes what somebody else saved while nothing was typed here', () => {
  const state = edited(openedWith(view()), {
    type: 'news',
    theirs: view({ version: 3, content: named('Theirs') }),
  })
  expect(state).toMatchObject({ agreed: { version: 3 }, joined: 'Grace', theirs: null })
  expect(state.content).toBe(state.agreed.content)
})

it('keeps both where they changed different steps, and has mine left to save', () => {
  const state = edited(typed(openedWith(view()), 'Mine'), {
    type: 'news',
    theirs: view({ version: 2, content: named('', 'a.example') }),
  })
  expect(state.content).toEqual(named('Mine', 'a.example'))
  expect(state.content).not.toBe(state.agreed.content)
})

it('asks whose is taken where both changed one step, and overwrites nothing until then', () => {
  const theirs = view({ version: 2, content: named('Theirs', 'a.example') })
  const asked = edited(typed(openedWith(view()), 'Mine'), { type: 'news', theirs })
  expect(asked).toMatchObject({ theirs, content: named('Mine'), agreed: { version: 1 } })
  expect(edited(asked, { type: 'choose', whose: 'theirs' })).toMatchObject({
    theirs: null,
    content: theirs.content,
    agreed: { version: 2 },
  })
  expect(edited(asked, { type: 'choose', whose: 'mine' })).toMatchObject({
    theirs: null,
    content: named('Mine', 'a.example'),
    agreed: { version: 2, content: theirs.content },
  })
})

it('knows its own save again whose answer was lost, though more was typed since', () => {
  const first = typed(openedWith(view()), 'Mi')
  const more = typed(edited(first, { type: 'sent', content: first.content }), 'Mine')
  const state = edited(more, { type: 'news', theirs: view({ version: 2, content: named('Mi') }) })
  expect(state).toMatchObject({ theirs: null, content: named('Mine'), agreed: { version: 2 } })
})

it('takes no news that is older than what it knows', () => {
  const state = openedWith(view({ version: 5 }))
  expect(edited(state, { type: 'news', theirs: view({ version: 5, content: named('Old') }) })).toBe(state)
})
