import type { Metadata } from 'next'
import { RunPage } from '@/components/onboarding/runs/run-page'
import { ErrorState } from '@/components/ui/error-state'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { runDetails } from '@/lib/onboarding/run-queries'

type Props = PageProps<'/onboarding/runs/[runId]'>

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { runId } = await params
  const title = await runDetails(runId)
    .then((run) => run.title)
    .catch(() => 'Run')
  return { title }
}

export default async function OneRunPage({ params }: Props) {
  const { runId } = await params
  await requirePermission('onboarding.read')
  const read = await reading(() => orNotFound(runDetails(runId)))
  if (!read.ok) return <ErrorState title="The run could not be read" heading="h1" {...read.error} />
  return <RunPage run={read.data} />
}
