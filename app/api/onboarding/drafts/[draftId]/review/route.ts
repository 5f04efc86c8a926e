import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { draftReview } from '@/lib/onboarding/review-queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/onboarding/drafts/[draftId]/review'>,
) => {
  const { draftId } = await params
  return answer(request, () => draftReview(draftId))
}

export { GET as POST }
