'use client'
import { DevicesIcon } from '@phosphor-icons/react/dist/ssr/Devices'
import { SignOutIcon } from '@phosphor-icons/react/dist/ssr/SignOut'
import { UserCircleIcon } from '@phosphor-icons/react/dist/ssr/UserCircle'
import { useTransition } from 'react'
import { toast } from '@/components/ui/toast'
import type { Role } from '@/lib/auth/permissions'
import type { ErrorView } from '@/lib/core/errors'
import { Menu, MENU_ITEM } from './menu'

export type SignOut = (input: {
  everywhere: boolean
}) => Promise<{ ok: true } | { ok: false; error: ErrorView }>

export function UserMenu({
  name,
  email,
  role,
  signOut,
}: {
  name: string
  email: string
  role: Role
  signOut: SignOut
}) {
  const [pending, start] = useTransition()
  function leave(everywhere: boolean) {
    start(async () => {
      const answer = await signOut({ everywhere })
      // A full load, so that nothing of this person's pages stays in the browser's memory.
      if (answer.ok) window.location.replace(`${window.location.origin}/sign-in`)
      else toast(answer.error.message, { tone: 'danger' })
    })
  }
  return (
    <Menu label="Your account" button={<UserCircleIcon size={24} aria-hidden="true" />}>
      <div className="border-b border-kumo-hairline px-2.5 pt-1.5 pb-2.5 wrap-anywhere">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-kumo-subtle">{email}</p>
        <p className="mt-1 text-sm text-kumo-subtle first-letter:uppercase">{role}</p>
      </div>
      <div className="pt-1.5">
        <button type="button" className={MENU_ITEM} disabled={pending} onClick={() => leave(false)}>
          <SignOutIcon size={18} aria-hidden="true" />
          Sign out
        </button>
        <button type="button" className={MENU_ITEM} disabled={pending} onClick={() => leave(true)}>
          <DevicesIcon size={18} aria-hidden="true" />
          Sign out everywhere
        </button>
      </div>
    </Menu>
  )
}
