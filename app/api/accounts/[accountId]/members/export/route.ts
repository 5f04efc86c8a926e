import type { NextRequest } from 'next/server'
import { download } from '@/lib/core/answer'
import { exportMembers } from '@/lib/members/queries'

export const POST = (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/members/export'>,
) =>
  download(request, async () =>
    exportMembers((await params).accountId, Object.fromEntries(request.nextUrl.searchParams)),
  )
