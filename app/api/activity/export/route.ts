import { exportActivity } from '@/lib/activity/queries'
import { ACTION_LABELS } from '@/lib/commands'
import { download } from '@/lib/entry/download'

export const POST = (request: Request) => download(request, exportActivity, {}, ACTION_LABELS)
