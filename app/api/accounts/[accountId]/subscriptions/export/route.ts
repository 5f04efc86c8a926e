import { download } from '@/lib/entry/download'
import { exportSubscriptions } from '@/lib/subscriptions/queries'

export const POST = async (
  request: Request,
  { params }: RouteContext<'/api/accounts/[accountId]/subscriptions/export'>,
) => download(request, exportSubscriptions, await params)
