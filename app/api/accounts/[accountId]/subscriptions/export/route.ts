import type { NextRequest } from 'next/server'
import { download } from '@/lib/core/answer'
import { exportSubscriptions } from '@/lib/subscriptions/queries'

export const POST = (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/subscriptions/export'>,
) =>
  download(request, async () =>
    exportSubscriptions((await params).accountId, Object.fromEntries(request.nextUrl.searchParams)),
  )
