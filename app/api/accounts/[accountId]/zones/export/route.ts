import { download } from '@/lib/entry/download'
import { exportZones } from '@/lib/zones/queries'

export const POST = async (
  request: Request,
  { params }: RouteContext<'/api/accounts/[accountId]/zones/export'>,
) => download(request, exportZones, await params)
