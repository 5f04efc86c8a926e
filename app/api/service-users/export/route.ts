import type { NextRequest } from 'next/server'
import { download } from '@/lib/core/answer'
import { exportServiceUsers } from '@/lib/service-users/queries'

export const POST = (request: NextRequest) =>
  download(request, () => exportServiceUsers(Object.fromEntries(request.nextUrl.searchParams)))
