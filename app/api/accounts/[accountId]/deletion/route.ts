import { deletionProgress } from '@/lib/accounts/queries'
import { answer } from '@/lib/core/answer'

export const GET = (_: Request, { params }: RouteContext<'/api/accounts/[accountId]/deletion'>) =>
  answer(async () => deletionProgress((await params).accountId))
