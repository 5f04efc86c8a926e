import type { NextRequest } from 'next/server'
import { exportSubscriptions } from '@/lib/subscriptions/queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/subscriptions/export'>,
) => exportSubscriptions((await params).accountId, Object.fromEntries(request.nextUrl.searchParams))
