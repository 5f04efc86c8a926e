import type { NextRequest } from 'next/server'
import { exportServiceUsers } from '@/lib/service-users/queries'

export const GET = (request: NextRequest) =>
  exportServiceUsers(Object.fromEntries(request.nextUrl.searchParams))
