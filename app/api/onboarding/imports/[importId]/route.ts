import { answer } from '@/lib/entry/answer'
import { importProgress } from '@/lib/onboarding/import-queries'

export const GET = (request: Request, { params }: RouteContext<'/api/onboarding/imports/[importId]'>) =>
  answer(request, async () => importProgress((await params).importId))

export { GET as POST }
