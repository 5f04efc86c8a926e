import { download } from '@/lib/entry/download'
import { exportImport } from '@/lib/onboarding/import-queries'

export const POST = async (
  request: Request,
  { params }: RouteContext<'/api/onboarding/imports/[importId]/export'>,
) => download(request, exportImport, await params)
