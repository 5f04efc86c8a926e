import { answer } from '@/lib/entry/answer'
import { runDetails } from '@/lib/onboarding/run-queries'

export const GET = (request: Request, { params }: RouteContext<'/api/onboarding/runs/[runId]'>) =>
  answer(request, async () => runDetails((await params).runId))

export { GET as POST }
