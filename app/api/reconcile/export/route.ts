import { download } from '@/lib/entry/download'
import { exportReconcile } from '@/lib/today/reconcile-queries'

export const POST = (request: Request) => download(request, exportReconcile)
