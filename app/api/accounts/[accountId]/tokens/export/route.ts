import type { NextRequest } from 'next/server'
import { download } from '@/lib/core/answer'
import { exportTokens } from '@/lib/tokens/queries'

export const POST = (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/tokens/export'>,
) =>
  download(request, async () =>
    exportTokens((await params).accountId, Object.fromEntries(request.nextUrl.searchParams)),
  )
