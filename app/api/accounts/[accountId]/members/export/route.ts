import { download } from '@/lib/entry/download'
import { exportMembers } from '@/lib/members/queries'

export const POST = async (
  request: Request,
  { params }: RouteContext<'/api/accounts/[accountId]/members/export'>,
) => download(request, exportMembers, await params)
