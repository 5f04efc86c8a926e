import { redirect } from 'next/navigation'
import { requirePermission } from '@/lib/auth/session'

export default async function DraftPage({ params }: PageProps<'/onboarding/drafts/[draftId]'>) {
  await requirePermission('onboarding.provision')
  redirect(`/onboarding/drafts/${(await params).draftId}/customer`)
}
