import type { NextRequest } from 'next/server'
import { exportActivity } from '@/lib/activity/queries'

export const GET = (request: NextRequest) => exportActivity(Object.fromEntries(request.nextUrl.searchParams))
