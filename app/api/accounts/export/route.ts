import type { NextRequest } from 'next/server'
import { exportAccounts } from '@/lib/accounts/queries'
import { download } from '@/lib/core/answer'

export const POST = (request: NextRequest) =>
  download(request, () => exportAccounts(Object.fromEntries(request.nextUrl.searchParams)))
