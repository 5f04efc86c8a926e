import { upload } from '@/lib/entry/upload'
import { checkAliasTable } from '@/lib/notes/uploads'

export const POST = (request: Request) =>
  upload(request, checkAliasTable, (source, params) => ({ source, fileName: params.get('name') ?? '' }))
