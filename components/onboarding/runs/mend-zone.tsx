'use client'
import { Controller } from 'react-hook-form'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/form-field'
import { useCommandForm } from '@/components/ui/use-command-form'
import { ZoneTypeField } from '@/components/zones/type-field'
import type { MendForm } from '@/lib/onboarding/run-schema'
import type { ZoneForm } from '@/lib/zones/schema'
import { MendFrame, useMend } from './mend-form'

const OWN = ['name', 'type']

export function MendZone({ form: mend }: { form: MendForm & { kind: 'zone' } }) {
  const { command, marked, save } = useMend(mend)
  const form = useCommandForm<ZoneForm, ZoneForm>({
    command: marked,
    start: mend.zone,
    schema: async () => (await import('@/lib/zones/schema')).ZoneForm,
    names: { 'part.zone.name': 'name', 'part.zone.type': 'type' },
    draft: { name: `mend:${mend.runId}:${mend.key}` },
    onValid: (zone) => save({ kind: 'zone', zone }, form.forgetDraft),
  })
  return (
    <form {...form.attributes} aria-label="Zone" className="max-w-3xl space-y-6">
      <MendFrame form={mend} own={OWN} command={command}>
        <Card title="Zone">
          <div className="space-y-5">
            <TextField
              label="Domain name"
              hint="The registered domain, such as example.com."
              inputMode="url"
              autoCapitalize="none"
              spellCheck={false}
              {...form.field('name')}
            />
            <Controller
              control={form.control}
              name="type"
              render={({ field }) => <ZoneTypeField error={form.errors.type} {...field} />}
            />
          </div>
        </Card>
      </MendFrame>
    </form>
  )
}
