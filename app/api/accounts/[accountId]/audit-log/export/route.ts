import { exportLog } from '@/lib/cloudflare-log/queries'
import { download } from '@/lib/entry/download'

export const POST = async (
  request: Request,
  { params }: RouteContext<'/api/accounts/[accountId]/audit-log/export'>,
) => download(request, exportLog, await params)
