import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { FindButton } from '@/components/find/find-button'
import { AllowanceMeter } from '@/components/settings/allowance-meter'
import { AllowanceNotice } from '@/components/settings/allowance-notice'
import { AllowanceWatch } from '@/components/settings/allowance-watch'
import { Frame } from '@/components/shell/frame'
import { TableChoices } from '@/components/ui/table-choices'
import { readTables, TABLES_COOKIE } from '@/components/ui/table-preferences'
import { asTheme, THEME_COOKIE } from '@/components/shell/theme'
import { signOut } from '@/lib/staff/actions'
import { ownDraftKey } from '@/lib/auth/queries'
import { requireStaff } from '@/lib/auth/session'
import { allowanceLately, installation } from '@/lib/settings/queries'
import { tenantChoices } from '@/lib/tenants/queries'
import { workCounts } from '@/lib/today/queries'

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const [person, draftKey, jar, allowance] = await Promise.all([
    requireStaff(),
    ownDraftKey(),
    cookies(),
    allowanceLately(),
  ])
  return (
    <AllowanceWatch initial={allowance}>
      <Frame
        person={person}
        draftKey={draftKey}
        signOut={signOut}
        sandbox={installation().sandbox}
        tenants={tenantChoices().catch(() => null)}
        work={workCounts().catch(() => null)}
        find={<FindButton />}
        meter={<AllowanceMeter />}
        notice={<AllowanceNotice />}
        theme={asTheme(jar.get(THEME_COOKIE)?.value)}
      >
        <TableChoices initial={readTables(jar.get(TABLES_COOKIE)?.value)}>{children}</TableChoices>
      </Frame>
    </AllowanceWatch>
  )
}
