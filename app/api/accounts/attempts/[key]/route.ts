import { attemptState } from '@/lib/accounts/queries'
import { answer } from '@/lib/entry/answer'

export const GET = (request: Request, { params }: RouteContext<'/api/accounts/attempts/[key]'>) =>
  answer(request, async () => attemptState((await params).key))

export { GET as POST }
