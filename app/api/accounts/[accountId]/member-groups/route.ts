import { answer } from '@/lib/core/answer'
import { groupChoices } from '@/lib/members/queries'

export const GET = (_: Request, { params }: RouteContext<'/api/accounts/[accountId]/member-groups'>) =>
  answer(async () => groupChoices((await params).accountId))
