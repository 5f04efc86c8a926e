import { download } from '@/lib/entry/download'
import { exportServiceUsers } from '@/lib/service-users/queries'

export const POST = (request: Request) => download(request, exportServiceUsers)
