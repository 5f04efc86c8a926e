import { answer } from '@/lib/entry/answer'
import { zoneStatus } from '@/lib/zones/queries'

export async function GET(
  request: Request,
  { params }: RouteContext<'/api/accounts/[accountId]/zones/[zoneId]'>,
) {
  const { accountId, zoneId } = await params
  return answer(request, () => zoneStatus(accountId, zoneId))
}

export { GET as POST }
