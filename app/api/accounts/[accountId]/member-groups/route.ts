import { answer } from '@/lib/entry/answer'
import { groupChoices } from '@/lib/members/queries'

export const GET = (request: Request, { params }: RouteContext<'/api/accounts/[accountId]/member-groups'>) =>
  answer(request, async () => groupChoices((await params).accountId))

export { GET as POST }
