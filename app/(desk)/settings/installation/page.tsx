import type { Metadata } from 'next'
import { DirectoryCard, DirectoryCardSkeleton } from '@/components/directory/directory-card'
import { EngineCard, EngineCardSkeleton } from '@/components/settings/engine-card'
import { InstallationCard } from '@/components/settings/installation-card'
import { ResetSandboxCard } from '@/components/settings/reset-sandbox-card'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requireStaff } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { directoryProgress } from '@/lib/directory/progress-queries'
import { engineDetails, installationDetails } from '@/lib/settings/queries'

export const metadata: Metadata = { title: 'Installation' }

export default async function InstallationPage() {
  const [installation, { role }] = await Promise.all([installationDetails(), requireStaff()])
  return (
    <>
      <InstallationCard installation={installation} />
      <Part
        failed="The directory could not be read"
        fallback={<DirectoryCardSkeleton />}
        read={() => reading(() => directoryProgress())}
      >
        {(progress) => <DirectoryCard progress={progress} mayRefresh={may(role, 'directory.refresh')} />}
      </Part>
      <Part
        failed="The engine could not be asked"
        fallback={<EngineCardSkeleton />}
        read={() => reading(() => engineDetails())}
      >
        {(engine) => <EngineCard engine={engine} />}
      </Part>
      {installation.sandbox && may(role, 'sandbox.reset') && <ResetSandboxCard />}
    </>
  )
}
