import type { NextRequest } from 'next/server'
import { exportActivity } from '@/lib/audit/queries'

export const GET = (request: NextRequest) => exportActivity(Object.fromEntries(request.nextUrl.searchParams))
