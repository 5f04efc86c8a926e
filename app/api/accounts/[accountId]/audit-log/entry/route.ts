import type { NextRequest } from 'next/server'
import { logEntry } from '@/lib/cloudflare-log/queries'
import { answer } from '@/lib/entry/answer'

export const GET = (
  request: NextRequest,
  { params }: RouteContext<'/api/accounts/[accountId]/audit-log/entry'>,
) =>
  answer(request, async () =>
    logEntry((await params).accountId, Object.fromEntries(request.nextUrl.searchParams)),
  )

export { GET as POST }
