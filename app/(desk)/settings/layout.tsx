import type { ReactNode } from 'react'
import { PageHeader } from '@/components/ui/page-header'
import { TabsNav } from '@/components/ui/tabs-nav'

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" breadcrumbs={[{ label: 'Settings' }]} />
      <TabsNav
        label="Settings"
        items={[
          { label: 'Profile', href: '/settings' },
          { label: 'Roles', href: '/settings/roles' },
          { label: 'Installation', href: '/settings/installation' },
        ]}
      />
      <div className="space-y-6">{children}</div>
    </>
  )
}
