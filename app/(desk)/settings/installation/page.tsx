import type { Metadata } from 'next'
import { InstallationCard } from '@/components/settings/installation-card'
import { ResetSandboxCard } from '@/components/settings/reset-sandbox-card'
import { may } from '@/lib/auth/permissions'
import { requireStaff } from '@/lib/auth/session'
import { installationDetails } from '@/lib/settings/queries'

export const metadata: Metadata = { title: 'Installation' }

export default async function InstallationPage() {
  const [installation, { role }] = await Promise.all([installationDetails(), requireStaff()])
  return (
    <>
      <InstallationCard installation={installation} />
      {installation.sandbox && may(role, 'sandbox.reset') && <ResetSandboxCard />}
    </>
  )
}
