import type { NextRequest } from 'next/server'
import { exportMembers } from '@/lib/members/queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/members/export'>,
) => exportMembers((await params).accountId, Object.fromEntries(request.nextUrl.searchParams))
