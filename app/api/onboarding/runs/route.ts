import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { openRunsMatching } from '@/lib/onboarding/run-queries'
import { RunsQuery } from '@/lib/onboarding/run-schema'

export const GET = (request: NextRequest) =>
  answer(request, () => openRunsMatching(RunsQuery.parse(Object.fromEntries(request.nextUrl.searchParams))))

export { GET as POST }
