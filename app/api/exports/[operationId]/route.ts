import { exportOutcome } from '@/lib/audit/queries'
import { answer } from '@/lib/core/answer'

export const GET = (request: Request, { params }: RouteContext<'/api/exports/[operationId]'>) =>
  answer(request, async () => exportOutcome((await params).operationId))

export { GET as POST }
