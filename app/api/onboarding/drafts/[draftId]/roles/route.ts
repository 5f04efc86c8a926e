import type { NextRequest } from 'next/server'
import { answer } from '@/lib/entry/answer'
import { rolesLike } from '@/lib/onboarding/draft-queries'

export const GET = async (
  request: NextRequest,
  { params }: RouteContext<'/api/onboarding/drafts/[draftId]/roles'>,
) => {
  const { draftId } = await params
  return answer(request, () => rolesLike(draftId, request.nextUrl.searchParams.get('like') ?? ''))
}

export { GET as POST }
