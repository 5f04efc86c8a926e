import { ACTION_LABELS } from '@/lib/commands'
import { download } from '@/lib/entry/download'
import { exportWork } from '@/lib/today/queries'

export const POST = (request: Request) => download(request, exportWork, {}, ACTION_LABELS)
