import { exportAccounts } from '@/lib/accounts/queries'
import { download } from '@/lib/entry/download'

export const POST = (request: Request) => download(request, exportAccounts)
