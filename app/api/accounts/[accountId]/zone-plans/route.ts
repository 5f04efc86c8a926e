import { answer } from '@/lib/entry/answer'
import { zonePlans } from '@/lib/zones/queries'

export async function GET(
  request: Request,
  { params }: RouteContext<'/api/accounts/[accountId]/zone-plans'>,
) {
  const { accountId } = await params
  const ids = new URL(request.url).searchParams.getAll('zone')
  return answer(request, () => zonePlans(accountId, ids))
}

export { GET as POST }
