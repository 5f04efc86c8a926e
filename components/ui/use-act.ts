'use client'
import { useState, useTransition } from 'react'
import { noAnswer, type ErrorView } from '@/lib/core/errors'

export type Answer<T> = { ok: true; data: T } | { ok: false; error: ErrorView }

/** Runs an action for a button or a form: whether it runs, what it was refused with, and what follows its success. */
export function useAct() {
  const [pending, start] = useTransition()
  const [error, setError] = useState<ErrorView | null>(null)
  function act<T>(call: () => Promise<Answer<T>>, done: (data: T) => void) {
    setError(null)
    start(async () => {
      const answer = await call().catch(() => ({ ok: false as const, error: NO_ANSWER }))
      if (answer.ok) start(() => done(answer.data))
      else setError(answer.error)
    })
  }
  return { act, pending, error, clear: () => setError(null) }
}

const NO_ANSWER = noAnswer('The answer did not arrive. Check whether it was done before you try again.')
