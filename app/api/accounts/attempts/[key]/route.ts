import { attemptState } from '@/lib/accounts/queries'
import { answer } from '@/lib/core/answer'

export const GET = (_: Request, { params }: RouteContext<'/api/accounts/attempts/[key]'>) =>
  answer(async () => attemptState((await params).key))
