import type { NextRequest } from 'next/server'
import { ACTION_LABELS } from '@/lib/commands'
import { answerBare } from '@/lib/entry/answer'
import { find } from '@/lib/find/queries'
import { recentlyViewed } from '@/lib/views/queries'

export const GET = (request: NextRequest) =>
  answerBare(request, () => find(request.nextUrl.searchParams.get('q') ?? '', ACTION_LABELS, recentlyViewed))

export { GET as POST }
