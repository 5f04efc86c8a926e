import type { NextRequest } from 'next/server'
import { exportAccounts } from '@/lib/accounts/queries'

export const GET = (request: NextRequest) => exportAccounts(Object.fromEntries(request.nextUrl.searchParams))
