import type { NextRequest } from 'next/server'
import { answerBare } from '@/lib/entry/answer'
import { find } from '@/lib/find/queries'

export const GET = (request: NextRequest) =>
  answerBare(request, () => find(request.nextUrl.searchParams.get('q') ?? ''))

export { GET as POST }
