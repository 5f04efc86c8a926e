import type { NextRequest } from 'next/server'
import { sameName } from '@/lib/accounts/queries'
import { answer } from '@/lib/entry/answer'

export const GET = (request: NextRequest) =>
  answer(request, () => sameName(request.nextUrl.searchParams.get('name') ?? ''))

export { GET as POST }
