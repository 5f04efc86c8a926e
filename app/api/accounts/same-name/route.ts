import type { NextRequest } from 'next/server'
import { sameName } from '@/lib/accounts/queries'
import { answer } from '@/lib/core/answer'

export const GET = (request: NextRequest) =>
  answer(() => sameName(request.nextUrl.searchParams.get('name') ?? ''))
