import type { NextRequest } from 'next/server'
import * as z from 'zod'
import { answer } from '@/lib/entry/answer'
import { domainsFound } from '@/lib/onboarding/draft-queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/onboarding/drafts/[draftId]/domains'>,
) => {
  const { draftId } = await params
  const from = z.coerce.number().int().min(0).catch(0).parse(request.nextUrl.searchParams.get('from'))
  return answer(request, () => domainsFound(draftId, from))
}

export { GET as POST }
