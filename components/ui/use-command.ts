'use client'
import { useCallback, useRef, useState, useTransition } from 'react'
import { noAnswer, type Effect, type ErrorView } from '@/lib/core/errors'
import { useWaiting } from './try-again'

export type Answer<T> = { ok: true; data: T } | { ok: false; error: ErrorView }
/**
 * A server action, as the browser has it. It rejects where the connection breaks before its answer is there, so nobody
 * but `answerOf` calls it: a call by hand does not compile, for want of this `this`.
 */
export type Action<I, T> = (this: typeof CALLER, input: I) => Promise<Answer<T>>
const CALLER = Symbol('answerOf')

/** What is told where no answer came. The effect is unknown, unless the command changes nothing that matters here. */
export type Unanswered = string | { message: string; effect: Effect }

type Following<T> = {
  /** What follows success. `pending` lasts until the pages it leads to, or reads anew, are shown. */
  done?: (data: T) => void
  /** What follows a refusal or a lost answer, beside the error that is kept. */
  refused?: (error: ErrorView) => void
  /** Instead of a refusal because the thing is not there any more, where that is what was wanted. */
  gone?: () => void
}

/** What a button needs to know of a command. */
export type Sending = { pending: boolean; waiting: boolean }

export type Command<I, T> = Sending & {
  /** What it was refused with, or that no answer came. */
  error: ErrorView | null
  /** Never rejects. Does nothing, and returns null, while the command is under way or has to wait. */
  send: (input: I, following?: Following<T>) => Promise<Answer<T> | null>
  clear: () => void
}

/**
 * The one way in which the browser calls a server action. Says whether it is under way, what it was refused with, that no
 * answer came, and whether trying again has to wait: while the countdown of a refusal runs nothing is sent.
 */
export function useCommand<I, T>(
  action: Action<I, T>,
  { unanswered = UNANSWERED }: { unanswered?: Unanswered } = {},
): Command<I, T> {
  // Not a transition: React would let no other page in before the answer is there, or never.
  const [sending, setSending] = useState(false)
  const [following, follow] = useTransition()
  const [error, setError] = useState<ErrorView | null>(null)
  const waiting = useWaiting(error?.retryAt)
  const busy = useRef(false)

  async function send(input: I, { done, refused, gone }: Following<T> = {}): Promise<Answer<T> | null> {
    if (busy.current || waiting) return null
    busy.current = true
    setError(null)
    setSending(true)
    const answer = await answerOf(action, input, unanswered)
    busy.current = false
    if (answer.ok) follow(() => done?.(answer.data))
    else if (gone && answer.error.code === 'not_found') follow(gone)
    else {
      setError(answer.error)
      refused?.(answer.error)
    }
    setSending(false)
    return answer
  }

  const clear = useCallback(() => setError(null), [])
  return { send, pending: sending || following, waiting, error, clear }
}

/** Gives an answer in every case. `unanswered`: what to tell where none comes. */
export async function answerOf<I, T>(
  action: Action<I, T>,
  input: I,
  unanswered: Unanswered,
): Promise<Answer<T>> {
  try {
    return await action.call(CALLER, input)
  } catch {
    const { message, effect } =
      typeof unanswered === 'string' ? { message: unanswered, effect: 'unknown' as const } : unanswered
    return { ok: false, error: { ...noAnswer(message), effect } }
  }
}

const UNANSWERED =
  'Tenantdesk did not answer, so it is not known whether this was done. Check before you try again.'
