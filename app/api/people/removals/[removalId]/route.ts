import { answer } from '@/lib/entry/answer'
import { removalDetails } from '@/lib/people/queries'

export const GET = (request: Request, { params }: RouteContext<'/api/people/removals/[removalId]'>) =>
  answer(request, async () => removalDetails((await params).removalId))

export { GET as POST }
