import type { NextRequest } from 'next/server'
import { exportLog } from '@/lib/cloudflare-log/queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/audit-log/export'>,
) => exportLog((await params).accountId, Object.fromEntries(request.nextUrl.searchParams))
