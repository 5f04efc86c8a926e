import type { NextRequest } from 'next/server'
import { exportLog } from '@/lib/cloudflare-log/queries'
import { download } from '@/lib/core/answer'

export const POST = (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/audit-log/export'>,
) =>
  download(request, async () =>
    exportLog((await params).accountId, Object.fromEntries(request.nextUrl.searchParams)),
  )
