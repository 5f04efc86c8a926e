import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { allowanceNow } from '@/lib/settings/queries'

export const GET = (request: NextRequest) => answer(request, allowanceNow)

export { GET as POST }
