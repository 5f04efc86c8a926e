import type { NextRequest } from 'next/server'
import { download } from '@/lib/core/answer'
import { exportZones } from '@/lib/zones/queries'

export const POST = (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/zones/export'>,
) =>
  download(request, async () =>
    exportZones((await params).accountId, Object.fromEntries(request.nextUrl.searchParams)),
  )
