import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { domainsFound } from '@/lib/onboarding/draft-queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/onboarding/drafts/[draftId]/domains'>,
) => {
  const { draftId } = await params
  return answer(request, () => domainsFound(draftId))
}

export { GET as POST }
