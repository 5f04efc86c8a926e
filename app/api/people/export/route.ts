import { download } from '@/lib/entry/download'
import { exportPeople } from '@/lib/people/queries'

export const POST = (request: Request) => download(request, exportPeople)
