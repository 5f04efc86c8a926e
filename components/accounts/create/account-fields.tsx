'use client'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { SelectField, TextArea, TextField, type FieldOf } from '@/components/ui/form-field'
import { RefreshButton } from '@/components/ui/refresh-button'
import {
  demandOf,
  DESCRIPTION_MAX,
  KYC_FIELDS,
  KYC_LABELS,
  KYC_MAX,
  NAME_MAX,
} from '@/lib/accounts/constants'
import type { UnitChoice } from '@/lib/accounts/schema'

type KycField = (typeof KYC_FIELDS)[number]

const KYC_HINTS: Partial<Record<(typeof KYC_FIELDS)[number], string>> = {
  externalMetadata: 'Any text of your own, such as the customer’s number in your billing system.',
}

const KEYBOARD: Partial<Record<(typeof KYC_FIELDS)[number], 'tel' | 'email'>> = {
  businessPhone: 'tel',
  businessEmail: 'email',
}

/** What a new account is called, what it is, and where it belongs. */
export function AccountFields({
  field,
  units,
  unitId,
  onName,
  onUnit,
  place = (fields) => fields,
  children,
}: {
  field: FieldOf<'name' | 'description' | 'unitId' | 'type'>
  units: UnitChoice[]
  /** The chosen one. */
  unitId: string
  onName: () => void
  /** `types`: those that the unit allows. */
  onUnit: (types: string[]) => void
  /** Puts unit and type where they belong. */
  place?: (fields: ReactNode) => ReactNode
  /** Below the name. */
  children: ReactNode
}) {
  const { types = [], typesRead = true } = units.find((unit) => unit.id === unitId) ?? {}
  return (
    <div className="space-y-5">
      <div className="space-y-3">
        <TextField label="Account Name" counter={NAME_MAX} {...field('name', { onChange: onName })} />
        {children}
      </div>
      <TextArea
        label="Account Description"
        optional
        counter={DESCRIPTION_MAX}
        hint="Stored in Tenantdesk for your team. Cloudflare accounts have no description."
        {...field('description')}
      />
      {place(
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField
            label="Tenant Unit"
            {...field('unitId', {
              onChange: ({ target }) => onUnit(units.find((unit) => unit.id === target.value)?.types ?? []),
            })}
          >
            {units.length !== 1 && <option value="">Choose a tenant unit</option>}
            <UnitOptions units={units} />
          </SelectField>
          <div className="space-y-2">
            <SelectField
              label="Account Type"
              hint={
                typesRead
                  ? undefined
                  : 'The account types that the tenant allows could not be read, so only Standard is offered.'
              }
              disabled={types.length === 0}
              {...field('type')}
            >
              {types.length === 0 && <option value="">Choose a tenant unit first</option>}
              {types.map((type) => (
                <option key={type} value={type}>
                  {capital(type)}
                </option>
              ))}
            </SelectField>
            {!typesRead && <RefreshButton />}
          </div>
        </div>,
      )}
    </div>
  )
}

export function KycCard({
  field,
  isDemanded,
}: {
  field: FieldOf<KycField>
  isDemanded: (field: KycField) => boolean
}) {
  return (
    <Card
      title="Know-Your-Customer"
      description="Sent to Cloudflare with the account. Fill in what your agreement requires."
    >
      <div className="grid gap-5 sm:grid-cols-2">
        {KYC_FIELDS.map((name) => (
          <div key={name} className={KEYBOARD[name] ? '' : 'sm:col-span-2'}>
            <TextField
              label={KYC_LABELS[name]}
              {...demandOf(isDemanded(name), KYC_HINTS[name])}
              counter={KYC_MAX}
              inputMode={KEYBOARD[name]}
              {...field(name)}
            />
          </div>
        ))}
      </div>
    </Card>
  )
}

/** The units, under the name of their tenant where there are several. */
function UnitOptions({ units }: { units: UnitChoice[] }) {
  const tenants = [...new Set(units.map(({ tenant }) => tenant))]
  const optionsOf = (tenant: string) =>
    units.flatMap((unit) =>
      unit.tenant === tenant
        ? [
            <option key={unit.id} value={unit.id}>
              {unit.name}
            </option>,
          ]
        : [],
    )
  if (tenants.length === 1) return optionsOf(tenants[0]!)
  return tenants.map((tenant) => (
    <optgroup key={tenant} label={tenant}>
      {optionsOf(tenant)}
    </optgroup>
  ))
}

/** What an account is made as where nobody has chosen. */
export const firstType = (types: string[]) => (types.includes('standard') ? 'standard' : (types[0] ?? ''))
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
