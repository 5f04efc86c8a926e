import { upload } from '@/lib/entry/upload'
import { checkImport } from '@/lib/onboarding/uploads'

export const POST = (request: Request) =>
  upload(request, checkImport, (source, params) => ({
    source,
    fileName: params.get('name') ?? '',
  }))
