import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { draftNews } from '@/lib/onboarding/draft-queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/onboarding/drafts/[draftId]'>,
) => {
  const { draftId } = await params
  const asked = request.nextUrl.searchParams
  return answer(request, () => draftNews(draftId, asked.get('page') ?? '', Number(asked.get('version')) || 0))
}

export { GET as POST }
