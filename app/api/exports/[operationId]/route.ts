import { exportOutcome } from '@/lib/entry/export-outcome'
import { answer } from '@/lib/entry/answer'

export const GET = (request: Request, { params }: RouteContext<'/api/exports/[operationId]'>) =>
  answer(request, async () => exportOutcome((await params).operationId))

export { GET as POST }
