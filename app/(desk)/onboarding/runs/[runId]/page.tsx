import type { Metadata } from 'next'
import { HandOver } from '@/components/onboarding/runs/hand-over'
import { LeftoversCard } from '@/components/onboarding/runs/leftovers'
import { RunPage } from '@/components/onboarding/runs/run-page'
import { ErrorState } from '@/components/ui/error-state'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { runLeftovers } from '@/lib/onboarding/leftover-queries'
import { runDetails, runSheet } from '@/lib/onboarding/run-queries'

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
  const staff = await requirePermission('onboarding.read')
  const read = await reading(() => orNotFound(runDetails(runId)))
  if (!read.ok) return <ErrorState title="The run could not be read" heading="h1" {...read.error} />
  const run = read.data
  const whole = run.status === 'completed'
  const ended = whole || run.status === 'problems'
  const mayAct = may(staff.role, 'onboarding.provision')
  const takesBack = mayAct && (run.status === 'stopped' || run.status === 'problems')
  return (
    <RunPage run={run} mayAct={mayAct}>
      {ended && (
        <Part
          failed="The hand-over sheet could not be made"
          fallback={null}
          read={() => reading(() => runSheet(runId))}
        >
          {(sheet) => sheet && <HandOver sheet={sheet} />}
        </Part>
      )}
      {takesBack && (
        <Part
          failed="What was made could not be listed"
          fallback={null}
          read={() => reading(() => runLeftovers(runId))}
        >
          {(leftovers) => leftovers.items.length > 0 && <LeftoversCard leftovers={leftovers} />}
        </Part>
      )}
    </RunPage>
  )
}
