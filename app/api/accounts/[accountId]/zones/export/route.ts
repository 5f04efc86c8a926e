import type { NextRequest } from 'next/server'
import { exportZones } from '@/lib/zones/queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/zones/export'>,
) => exportZones((await params).accountId, Object.fromEntries(request.nextUrl.searchParams))
