import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { allowanceWarning } from '@/lib/settings/queries'

export const GET = (request: NextRequest) => answer(request, allowanceWarning)

export { GET as POST }
