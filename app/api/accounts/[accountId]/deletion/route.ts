import { deletionProgress } from '@/lib/accounts/queries'
import { answer } from '@/lib/entry/answer'

export const GET = (request: Request, { params }: RouteContext<'/api/accounts/[accountId]/deletion'>) =>
  answer(request, async () => deletionProgress((await params).accountId))

export { GET as POST }
