'use client'
import type { ReactNode } from 'react'
import { clearDrafts } from '@/components/ui/draft'
import { toast } from '@/components/ui/toast'
import { useCommand, type Action } from '@/components/ui/use-command'
import { MENU_ITEM } from './menu'

export type SignOut = Action<{ everywhere: boolean }, unknown>

export function SignOutButton({
  signOut,
  everywhere,
  children,
}: {
  signOut: SignOut
  everywhere: boolean
  children: ReactNode
}) {
  const { send, pending } = useCommand(signOut, {
    // A session is ended only by the server.
    unanswered: 'Tenantdesk did not answer: you may still be signed in. Try again.',
  })
  function done() {
    clearDrafts()
    // A full load, so that nothing of this person's pages stays in the browser's memory.
    window.location.replace(`${window.location.origin}/sign-in`)
  }
  return (
    <button
      type="button"
      className={MENU_ITEM}
      disabled={pending}
      onClick={() =>
        void send({ everywhere }, { done, refused: ({ message }) => toast(message, { tone: 'danger' }) })
      }
    >
      {children}
    </button>
  )
}
