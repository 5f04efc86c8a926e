'use client'
import { useEffect, useEffectEvent } from 'react'
import { AccountFields, firstType, KycCard } from '@/components/accounts/create/account-fields'
import { SameName } from '@/components/accounts/create/same-name'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/form-field'
import type { UnitChoice } from '@/lib/accounts/schema'
import { Given, StepForm } from './step-form'
import { Namesakes } from './underway'
import { useStep, useWizard } from './use-wizard'

/** The account itself, and who its owner is. */
export function CustomerStep({ units }: { units: UnitChoice[] }) {
  const { template } = useWizard()
  const { value, errors, set, field } = useStep('customer')
  const unit = units.find(({ id }) => id === value.unitId)
  const unitToBe = useEffectEvent(() => {
    if (value.unitId === '' && units.length === 1)
      set({ unitId: units[0]!.id, type: firstType(units[0]!.types) })
  })
  useEffect(() => unitToBe(), [])
  // A template may name a unit that is no longer offered.
  const given = template && unit && unit.types.includes(value.type)
  return (
    <StepForm step="customer">
      <Card title="Account">
        <AccountFields
          field={field}
          units={units}
          unitId={unit?.id ?? ''}
          onName={() => set({ confirmDuplicate: false })}
          onUnit={(types) => {
            if (!types.includes(value.type)) set({ type: firstType(types) })
          }}
          place={(fields) => (
            <Given wrong={!given} what={`${unit?.name ?? ''}, account type ${value.type},`}>
              {fields}
            </Given>
          )}
        >
          <SameName
            name={value.name}
            error={errors.confirmDuplicate}
            tick={{
              name: 'confirmDuplicate',
              checked: value.confirmDuplicate,
              onChange: (confirmDuplicate) => set({ confirmDuplicate }),
            }}
            onRefused={nothing}
          />
          <Namesakes />
        </AccountFields>
      </Card>
      <KycCard field={field} isDemanded={(name) => unit?.demanded.includes(name) ?? false} />
      <Card
        title="Agreement"
        description="When the customer accepted your agreement, and who did. Kept here, with the run; Cloudflare is not told."
      >
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField label="Agreement accepted on" optional type="date" {...field('agreementOn')} />
          <TextField label="Agreement accepted by" optional {...field('agreementBy')} />
        </div>
      </Card>
    </StepForm>
  )
}

const nothing = () => {}
