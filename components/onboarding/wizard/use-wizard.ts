'use client'
import { createContext, use } from 'react'
import type { FieldOf } from '@/components/ui/form-field'
import type { FieldErrors } from '@/lib/core/errors'
import type { DraftPage, Step } from '@/lib/onboarding/draft-constants'
import type { DraftContent } from '@/lib/onboarding/draft-schema'

export type Wizard = {
  draftId: string
  page: DraftPage
  content: DraftContent
  /** What is saved, and may be asked about. */
  saved: { content: DraftContent; version: number }
  isSaved: boolean
  /** The template it was begun with. */
  template: string | null
  /** Somebody has gone from one step to another: who comes by the address begins at the top of the page. */
  hasMoved: boolean
  change: <S extends Step>(step: S, change: Partial<DraftContent[S]>) => void
  /** What is wrong in a step and may be told by now. */
  errorsOf: (step: Step) => FieldErrors
  touch: (field: string) => void
}

export const WizardContext = createContext<Wizard | null>(null)

export function useWizard(): Wizard {
  return use(WizardContext)!
}

/** One step of the draft, for its form. */
export function useStep<S extends Step>(step: S) {
  const { content, change, errorsOf, touch } = useWizard()
  const value = content[step]
  const errors = errorsOf(step)
  const set = (patch: Partial<DraftContent[S]>) => change(step, patch)
  return {
    value,
    errors,
    set,
    touch: (name: string) => touch(`${step}.${name}`),
    /** What a field of text takes. */
    field: ((name, options) => ({
      name,
      value: String(value[name as keyof typeof value]),
      error: errors[name],
      onChange: (event) => {
        set({ [name]: event.target.value } as never)
        options?.onChange?.(event)
      },
      onBlur: () => touch(`${step}.${name}`),
    })) as FieldOf<Extract<keyof DraftContent[S], string>>,
  }
}
