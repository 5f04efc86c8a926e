import type { NextRequest } from 'next/server'
import { exportActivity } from '@/lib/activity/queries'
import { download } from '@/lib/core/answer'

export const POST = (request: NextRequest) =>
  download(request, () => exportActivity(Object.fromEntries(request.nextUrl.searchParams)))
