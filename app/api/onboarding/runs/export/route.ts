import { download } from '@/lib/entry/download'
import { exportRuns } from '@/lib/onboarding/run-queries'

export const POST = (request: Request) => download(request, exportRuns)
