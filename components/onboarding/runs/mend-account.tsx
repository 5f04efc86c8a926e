'use client'
import { useCallback } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import { AccountFields, firstType, KycCard } from '@/components/accounts/create/account-fields'
import { SameName } from '@/components/accounts/create/same-name'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/form-field'
import { useCommandForm } from '@/components/ui/use-command-form'
import { KYC_FIELDS } from '@/lib/accounts/constants'
import type { MendForm } from '@/lib/onboarding/run-schema'
import type { Customer } from '@/lib/onboarding/schema'
import { MendFrame, useMend } from './mend-form'

type Fields = Customer & { confirmDuplicate: boolean }

const NAMES = ['name', 'description', 'unitId', 'type', 'agreementOn', 'agreementBy', ...KYC_FIELDS] as const

export function MendAccount({ form: mend }: { form: MendForm & { kind: 'account' } }) {
  const { customer, units } = mend
  const { command, marked, save } = useMend(mend)
  const form = useCommandForm<Fields>({
    command: marked,
    start: { ...customer, confirmDuplicate: mend.confirmDuplicate },
    schema: async () => (await import('@/lib/onboarding/run-schema')).MendAccount,
    names: Object.fromEntries(NAMES.map((name) => [`part.customer.${name}`, name])),
    draft: { name: `mend:${mend.runId}:${mend.key}` },
    onValid: ({ confirmDuplicate, ...changed }) =>
      save({ kind: 'account', customer: changed, confirmDuplicate }, form.forgetDraft),
  })
  const { setFocus } = form
  const focusTick = useCallback(() => setFocus('confirmDuplicate'), [setFocus])
  const [unitId, name] = useWatch({ control: form.control, name: ['unitId', 'name'] })
  const demanded = units.find((unit) => unit.id === unitId)?.demanded ?? []
  return (
    <form {...form.attributes} aria-label="Customer" className="max-w-3xl space-y-6">
      <MendFrame form={mend} own={NAMES} command={command}>
        <Card title="Account">
          <AccountFields
            field={form.field}
            units={units}
            unitId={unitId}
            onName={() => form.setValue('confirmDuplicate', false)}
            onUnit={(allowed) => {
              if (!allowed.includes(form.getValues('type'))) form.setValue('type', firstType(allowed))
            }}
          >
            <Controller
              control={form.control}
              name="confirmDuplicate"
              render={({ field: { value, ...tick } }) => (
                <SameName
                  name={name}
                  error={form.errors.confirmDuplicate}
                  tick={{ checked: value, ...tick }}
                  onRefused={focusTick}
                />
              )}
            />
          </AccountFields>
        </Card>
        <KycCard
          field={form.field}
          isDemanded={(field) => demanded.includes(field) || (field in mend.fields && !customer[field])}
        />
        <Card
          title="Agreement"
          description="When and by whom it was accepted. Kept here; Cloudflare is not told."
        >
          <div className="grid gap-5 sm:grid-cols-2">
            <TextField label="Accepted on" type="date" optional {...form.field('agreementOn')} />
            <TextField label="Accepted by" optional {...form.field('agreementBy')} />
          </div>
        </Card>
      </MendFrame>
    </form>
  )
}
