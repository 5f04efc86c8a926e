import { FlaskIcon } from '@phosphor-icons/react/dist/ssr/Flask'
import { ListIcon } from '@phosphor-icons/react/dist/ssr/List'
import { XIcon } from '@phosphor-icons/react/dist/ssr/X'
import { Suspense, type ReactNode } from 'react'
import type { Role } from '@/lib/auth/permissions'
import type { TenantChoices } from '@/lib/tenants/schema'
import { Brand } from './brand'
import { NavDrawer } from './nav-drawer'
import { Navigation } from './navigation'
import { OwnDrafts } from './own-drafts'
import { TenantGate } from './tenant-gate'
import { TenantSwitch } from './tenant-switch'
import type { Theme } from './theme'
import { ThemeMenu } from './theme-menu'
import type { SignOut } from './sign-out-button'
import { UserMenu } from './user-menu'
import { WorkCount, type WorkCounts } from './work-count'

/** The frame around every page of a signed-in person. */
export function Frame({
  person,
  draftKey,
  sandbox,
  tenants,
  work,
  theme,
  signOut,
  find,
  meter,
  notice,
  children,
}: {
  person: { name: string; email: string; role: Role }
  draftKey: string
  sandbox: boolean
  /** Null when they cannot be read. */
  tenants: Promise<TenantChoices | null>
  /** How much needs somebody, by tenant. Null when it cannot be read. */
  work: Promise<WorkCounts | null>
  theme: Theme
  signOut: SignOut
  /** What stands on every page: in the top bar, and under it where there is something to say. */
  find: ReactNode
  meter: ReactNode
  notice: ReactNode
  children: ReactNode
}) {
  const navigation = (
    <Navigation
      role={person.role}
      tenantSwitch={
        <Suspense>
          <TenantSwitch tenants={tenants} />
        </Suspense>
      }
      work={
        <Suspense>
          <WorkCount counts={work} />
        </Suspense>
      }
    />
  )
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <OwnDrafts draftKey={draftKey} />
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-kumo-base px-3 py-2 font-medium shadow-lg ring ring-kumo-line focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside
        aria-label="Navigation"
        className="sticky top-0 hidden h-dvh flex-col border-r border-kumo-line bg-kumo-base lg:flex"
      >
        <div className="flex h-14 shrink-0 items-center px-5">
          <Brand />
        </div>
        {navigation}
      </aside>
      <div className="relative flex min-w-0 flex-col">
        <header>
          <div className="flex h-14 items-center gap-2 border-b border-kumo-line bg-kumo-base px-4 sm:px-6 lg:px-8">
            <NavDrawer
              brand={<Brand />}
              openIcon={<ListIcon size={20} aria-hidden="true" />}
              closeIcon={<XIcon size={18} aria-hidden="true" />}
            >
              {navigation}
            </NavDrawer>
            <div className="flex lg:hidden">
              <Brand />
            </div>
            <div className="ml-auto flex items-center gap-1">
              {find}
              {meter}
              <ThemeMenu theme={theme} />
              <UserMenu name={person.name} email={person.email} role={person.role} signOut={signOut} />
            </div>
          </div>
          {sandbox && (
            <p className="flex items-center justify-center gap-2 border-b border-kumo-line bg-kumo-warning-tint px-4 py-1.5 text-sm text-kumo-warning">
              <FlaskIcon size={16} weight="fill" aria-hidden="true" className="shrink-0" />
              <span>
                <strong className="font-semibold">Sandbox</strong> — nothing here reaches Cloudflare
              </span>
            </p>
          )}
          {notice}
        </header>
        <main id="main" tabIndex={-1} className="flex-1 px-4 py-5 outline-none sm:px-6 lg:px-8 lg:py-8">
          <div className="mx-auto max-w-6xl">
            <TenantGate tenants={tenants}>{children}</TenantGate>
          </div>
        </main>
      </div>
    </div>
  )
}
