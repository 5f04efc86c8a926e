import { DevicesIcon } from '@phosphor-icons/react/dist/ssr/Devices'
import { SignOutIcon } from '@phosphor-icons/react/dist/ssr/SignOut'
import { UserCircleIcon } from '@phosphor-icons/react/dist/ssr/UserCircle'
import type { Role } from '@/lib/auth/permissions'
import { Menu } from './menu'
import { SignOutButton, type SignOut } from './sign-out-button'

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
  return (
    <Menu label="Your account" button={<UserCircleIcon size={24} aria-hidden="true" />}>
      <div className="border-b border-kumo-hairline px-2.5 pt-1.5 pb-2.5 wrap-anywhere">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-kumo-subtle">{email}</p>
        <p className="mt-1 text-sm text-kumo-subtle first-letter:uppercase">{role}</p>
      </div>
      <div className="pt-1.5">
        <SignOutButton signOut={signOut} everywhere={false}>
          <SignOutIcon size={18} aria-hidden="true" />
          Sign out
        </SignOutButton>
        <SignOutButton signOut={signOut} everywhere>
          <DevicesIcon size={18} aria-hidden="true" />
          Sign out everywhere
        </SignOutButton>
      </div>
    </Menu>
  )
}
