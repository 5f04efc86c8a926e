import type { NextRequest } from 'next/server'
import { exportTokens } from '@/lib/tokens/queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/tokens/export'>,
) => exportTokens((await params).accountId, Object.fromEntries(request.nextUrl.searchParams))
