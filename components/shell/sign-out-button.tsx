'use client'
import { useTransition, type ReactNode } from 'react'
import { clearDrafts } from '@/components/ui/draft'
import { toast } from '@/components/ui/toast'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { MENU_ITEM } from './menu'

// A session is ended only by the server.
const NO_ANSWER = {
  ok: false as const,
  error: noAnswer('Tenantdesk did not answer: you may still be signed in. Try again.'),
}

export type SignOut = (input: {
  everywhere: boolean
}) => Promise<{ ok: true } | { ok: false; error: ErrorView }>

export function SignOutButton({
  signOut,
  everywhere,
  children,
}: {
  signOut: SignOut
  everywhere: boolean
  children: ReactNode
}) {
  const [pending, start] = useTransition()
  function leave() {
    start(async () => {
      const answer = await signOut({ everywhere }).catch(() => NO_ANSWER)
      if (answer.ok) clearDrafts()
      // A full load, so that nothing of this person's pages stays in the browser's memory.
      if (answer.ok) window.location.replace(`${window.location.origin}/sign-in`)
      else toast(answer.error.message, { tone: 'danger' })
    })
  }
  return (
    <button type="button" className={MENU_ITEM} disabled={pending} onClick={leave}>
      {children}
    </button>
  )
}
