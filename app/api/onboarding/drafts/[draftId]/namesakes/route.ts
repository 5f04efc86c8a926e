import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { nameUnderway } from '@/lib/onboarding/draft-queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/onboarding/drafts/[draftId]/namesakes'>,
) => {
  const { draftId } = await params
  return answer(request, () => nameUnderway(draftId))
}

export { GET as POST }
