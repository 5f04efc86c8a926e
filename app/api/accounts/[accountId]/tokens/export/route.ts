import { download } from '@/lib/entry/download'
import { exportTokens } from '@/lib/tokens/queries'

export const POST = async (
  request: Request,
  { params }: RouteContext<'/api/accounts/[accountId]/tokens/export'>,
) => download(request, exportTokens, await params)
