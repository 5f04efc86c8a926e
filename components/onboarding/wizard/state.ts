import { merged, STEPS, type Step } from '@/lib/onboarding/draft-constants'
import type { DraftContent, DraftView } from '@/lib/onboarding/draft-schema'

/** An open draft in the browser. */
export type WizardState = {
  title: string
  /** As it is on screen. */
  content: DraftContent
  /** As the server is known to have it. */
  agreed: { content: DraftContent; version: number }
  /** What was last sent: its answer may be lost. */
  sent: DraftContent | null
  /** Somebody else's, who changed the same step: a person chooses. */
  theirs: DraftView | null
  /** Who changed other steps meanwhile. */
  joined: string | null
}

export type Edit =
  | { type: 'edit'; step: Step; change: object }
  | { type: 'left'; steps: readonly Step[] }
  | { type: 'sent'; content: DraftContent }
  | { type: 'saved'; content: DraftContent; version: number; title: string }
  | { type: 'news'; theirs: DraftView }
  | { type: 'choose'; whose: 'mine' | 'theirs' }
  | { type: 'renamed'; title: string }

export const openedWith = ({ title, content, version }: DraftView): WizardState => ({
  title,
  content,
  agreed: { content, version },
  sent: null,
  theirs: null,
  joined: null,
})

export function edited(state: WizardState, edit: Edit): WizardState {
  const { content, agreed } = state
  switch (edit.type) {
    case 'edit':
      return {
        ...state,
        content: { ...content, [edit.step]: { ...content[edit.step], ...edit.change } },
        joined: null,
      }
    case 'left': {
      const left = STEPS.filter((step) => content.left.includes(step) || edit.steps.includes(step))
      return left.length === content.left.length ? state : { ...state, content: { ...content, left } }
    }
    case 'sent':
      return { ...state, sent: edit.content }
    case 'saved':
      return {
        ...state,
        agreed: { content: edit.content, version: edit.version },
        sent: null,
        title: edit.title,
      }
    case 'news':
      return edit.theirs.version > agreed.version ? withNews(state, edit.theirs) : state
    case 'choose': {
      const { theirs } = state
      if (!theirs) return state
      const joined = merged(agreed.content, content, theirs.content, edit.whose)
      return taken(state, theirs, joined)
    }
    case 'renamed':
      return { ...state, title: edit.title }
  }
}

function withNews(state: WizardState, theirs: DraftView): WizardState {
  const { content, agreed, sent } = state
  // One's own save, whose answer was lost.
  if (sent && same(sent, theirs.content))
    return { ...state, agreed: { content: sent, version: theirs.version }, sent: null, title: theirs.title }
  const joined = merged(agreed.content, content, theirs.content)
  if (!joined) return { ...state, theirs }
  const others = STEPS.some((step) => !same(content[step], joined[step]))
  return { ...taken(state, theirs, joined), joined: others ? theirs.savedBy : null }
}

function taken(state: WizardState, theirs: DraftView, joined: DraftContent): WizardState {
  return {
    ...state,
    title: theirs.title,
    // The same object where there is nothing left to save.
    content: same(joined, theirs.content) ? theirs.content : joined,
    agreed: { content: theirs.content, version: theirs.version },
    sent: null,
    theirs: null,
    joined: null,
  }
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
