import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { PlainPage } from '@/components/shell/plain-page'
import { ForgetDrafts } from '@/components/sign-in/forget-drafts'
import { SignInForm } from '@/components/sign-in/sign-in-form'
import { Notice } from '@/components/ui/notice'
import { draftsMustGo } from '@/lib/auth/queries'
import { currentStaff } from '@/lib/auth/session'
import { installation } from '@/lib/settings/queries'
import { returnPath } from '@/lib/staff/schema'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next: wanted, password } = await searchParams
  const next = returnPath(wanted)
  if (await currentStaff()) redirect(next)
  return (
    <PlainPage title="Sign in">
      {password === 'set' && <Notice tone="success">Your password is set. Sign in with it.</Notice>}
      {(await draftsMustGo()) && <ForgetDrafts />}
      <SignInForm next={next} />
      <p className="text-sm text-kumo-subtle">
        Forgot your password? An administrator can give you a link to set a new one.
      </p>
      {installation().sandbox && (
        <p className="text-sm text-kumo-subtle">
          First time in this sandbox? The terminal that started Tenantdesk shows how to sign in.
        </p>
      )}
    </PlainPage>
  )
}
