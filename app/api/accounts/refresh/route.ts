import type { NextRequest } from 'next/server'
import { DirectoryQuery } from '@/lib/directory/list-schema'
import { refreshShown } from '@/lib/directory/queries'
import { answer } from '@/lib/entry/answer'

export const GET = (request: NextRequest) =>
  answer(request, () => refreshShown(DirectoryQuery.parse(Object.fromEntries(request.nextUrl.searchParams))))

export { GET as POST }
