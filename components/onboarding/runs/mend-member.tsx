'use client'
import { Controller } from 'react-hook-form'
import { GrantFields } from '@/components/members/grant-fields'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/form-field'
import { useCommandForm } from '@/components/ui/use-command-form'
import type { Grant } from '@/lib/members/schema'
import type { MendForm } from '@/lib/onboarding/run-schema'
import { MendFrame, useMend } from './mend-form'

type Fields = { email: string; grant: Grant }

const OWN = ['email', 'grant', 'roles', 'policies']

export function MendMember({ form: mend }: { form: MendForm & { kind: 'member' } }) {
  const { accountId, email, grant, roles } = mend
  const { command, marked, save } = useMend(mend)
  const chosen = grant.kind === 'roles' ? 'grant.roles' : 'grant.policies'
  const form = useCommandForm<Fields>({
    command: marked,
    start: { email, grant },
    schema: async () => (await import('@/lib/onboarding/run-schema')).MendMember,
    names: {
      'part.email': 'email',
      'part.grant': chosen,
      grant: chosen,
      'part.grant.roles': 'grant.roles',
      'part.grant.policies': 'grant.policies',
      roles: 'grant.roles',
      policies: 'grant.policies',
    },
    draft: { name: `mend:${mend.runId}:${mend.key}` },
    onValid: (member) => save({ kind: 'member', ...member }, form.forgetDraft),
  })
  return (
    <form {...form.attributes} aria-label="Member" className="max-w-4xl space-y-6">
      <MendFrame form={mend} own={OWN} command={command}>
        <Card title="Person">
          <TextField label="Email" inputMode="email" spellCheck={false} {...form.field('email')} />
        </Card>
        <Card title="Access" description="The same for everybody who is still to be invited.">
          <Controller
            control={form.control}
            name="grant"
            render={({ field }) => (
              <GrantFields
                accountId={accountId}
                grant={field.value}
                onChange={field.onChange}
                roles={roles}
                start={grant}
                errors={form.errors}
              />
            )}
          />
        </Card>
      </MendFrame>
    </form>
  )
}
