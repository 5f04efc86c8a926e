import { redirect } from 'next/navigation'

export default async function DraftPage({ params }: PageProps<'/onboarding/drafts/[draftId]'>) {
  redirect(`/onboarding/drafts/${(await params).draftId}/customer`)
}
