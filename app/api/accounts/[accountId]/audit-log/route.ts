import type { NextRequest } from 'next/server'
import { nextLogPage } from '@/lib/cloudflare-log/queries'
import { answer } from '@/lib/entry/answer'

export const GET = (request: NextRequest, { params }: RouteContext<'/api/accounts/[accountId]/audit-log'>) =>
  answer(request, async () =>
    nextLogPage((await params).accountId, Object.fromEntries(request.nextUrl.searchParams)),
  )

export { GET as POST }
