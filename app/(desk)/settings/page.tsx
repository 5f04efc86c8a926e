import type { Metadata } from 'next'
import { ChangePasswordForm } from '@/components/staff/change-password-form'
import { ProfileCard } from '@/components/staff/profile-card'
import { SessionTable } from '@/components/staff/session-table'
import { Card } from '@/components/ui/card'
import { ownProfile } from '@/lib/staff/queries'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const profile = await ownProfile()
  return (
    <>
      <ProfileCard profile={profile} />
      <section aria-label="Your sessions">
        <h2 className="mb-3 font-semibold">Your sessions</h2>
        <SessionTable sessions={profile.sessions} own />
      </section>
      <Card title="Change password">
        <ChangePasswordForm email={profile.email} />
      </Card>
    </>
  )
}
