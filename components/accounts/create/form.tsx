'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { SelectField, TextArea, TextField } from '@/components/ui/form-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { ButtonLink } from '@/components/ui/button-link'
import { useRouter } from '@/components/ui/link'
import { RefreshButton } from '@/components/ui/refresh-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { createAccount } from '@/lib/accounts/actions'
import { sameNameQuery } from '@/lib/accounts/keys'
import type { AttemptState, CreateAccount, CreateAnswer, UnitChoice } from '@/lib/accounts/schema'
import {
  demandOf,
  DESCRIPTION_MAX,
  EMPTY_KYC,
  KYC_FIELDS,
  KYC_LABELS,
  KYC_MAX,
  NAME_MAX,
} from '@/lib/accounts/constants'
import type { CatalogueProduct } from '@/lib/subscriptions/catalogue'
import { AttemptPanel } from './attempt-panel'
import { SameName } from './same-name'

const KYC_HINTS: Partial<Record<(typeof KYC_FIELDS)[number], string>> = {
  externalMetadata: 'Any text of your own, such as the customer’s number in your billing system.',
}

const KEYBOARD: Partial<Record<(typeof KYC_FIELDS)[number], 'tel' | 'email'>> = {
  businessPhone: 'tel',
  businessEmail: 'email',
}

/** The dashboard's "Create Account" form. One opened form makes at most one account, whatever its outcome. */
export function CreateAccountForm({
  attemptKey,
  units,
  products,
  initialState,
}: {
  attemptKey: string
  units: UnitChoice[]
  /** What can be subscribed to for an account. */
  products: CatalogueProduct[]
  initialState: AttemptState
}) {
  const router = useRouter()
  const queries = useQueryClient()
  const [state, setState] = useState(initialState)
  // Know-Your-Customer fields that were left empty, and refused, just now.
  const [refused, setRefused] = useState<string[]>([])
  const create = useCommand(createAccount)
  const form = useCommandForm<CreateAccount>({
    command: create,
    start: {
      attemptKey,
      name: '',
      description: '',
      unitId: units.length === 1 ? units[0]!.id : '',
      type: units.length === 1 ? firstType(units[0]!.types) : '',
      ratePlanId: '',
      confirmDuplicate: false,
      ...EMPTY_KYC,
    },
    schema: async () => (await import('@/lib/accounts/schema')).CreateAccount,
    draft: {
      name: `create-account:${attemptKey}`,
      idle: () => state.status === 'created',
      restore: ({ attemptKey: _, ...kept }) => kept,
    },
    onValid: submit,
  })
  const { errors, forgetDraft, setFocus } = form
  const [unitId, name] = useWatch({ control: form.control, name: ['unitId', 'name'] })
  const focusTick = useCallback(() => setFocus('confirmDuplicate'), [setFocus])
  const { types = [], typesRead = true, demanded = [] } = units.find((unit) => unit.id === unitId) ?? {}

  function submit(values: CreateAccount) {
    void create.send(values, {
      done: (answer) => answered(values, answer),
      refused: ({ code, fields }) => {
        // Our own server did not answer: it may be at work, so look before anything is sent again.
        if (code === 'unknown') {
          create.clear()
          setState({ status: 'sent' })
        }
        setRefused(KYC_FIELDS.filter((field) => fields[field] && !values[field]))
        // Somebody else is at it: what they make is to be seen here.
        if (code === 'conflict') void queries.invalidateQueries(sameNameQuery(values.name))
      },
    })
  }

  function answered(values: CreateAccount, answer: CreateAnswer) {
    if (answer.status === 'duplicate') {
      // They may have come since the name was typed.
      queries.setQueryData(sameNameQuery(values.name).queryKey, answer)
      form.setError('confirmDuplicate', {
        message: 'Select the box to create another account with this name.',
      })
      return
    }
    if (answer.status === 'created') finish(answer.accountId, values.name)
    setState(answer)
  }

  function finish(accountId: string, name: string) {
    forgetDraft()
    toast(`${name} was created`)
    router.arrive(`/accounts/${accountId}`)
  }

  const settled = state.status === 'open' || state.status === 'failed'
  return (
    <div className="max-w-3xl">
      <AttemptPanel attemptKey={attemptKey} state={state} onState={setState} onCreated={forgetDraft} />
      <form {...form.attributes} hidden={!settled} aria-label="Create Account" className="space-y-6">
        <Card title="Account">
          <div className="space-y-5">
            <div className="space-y-3">
              <TextField
                label="Account Name"
                counter={NAME_MAX}
                {...form.field('name', {
                  onChange: () => {
                    form.setValue('confirmDuplicate', false)
                    form.clearErrors('confirmDuplicate')
                  },
                })}
              />
              <SameName
                name={name}
                error={errors.confirmDuplicate}
                control={form.control}
                onRefused={focusTick}
              />
            </div>
            <TextArea
              label="Account Description"
              optional
              counter={DESCRIPTION_MAX}
              hint="Stored in Tenantdesk for your team. Cloudflare accounts have no description."
              {...form.field('description')}
            />
            <div className="grid gap-5 sm:grid-cols-2">
              <SelectField
                label="Tenant Unit"
                {...form.field('unitId', {
                  onChange: ({ target }) => {
                    const allowed = units.find((unit) => unit.id === target.value)?.types ?? []
                    if (!allowed.includes(form.getValues('type'))) form.setValue('type', firstType(allowed))
                  },
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
                  {...form.field('type')}
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
            </div>
          </div>
        </Card>

        <Card
          title="Subscription"
          description="Added right after the account. If that fails, the account stays and you can add it from its page."
        >
          <SelectField label="Account Subscription" {...form.field('ratePlanId')}>
            <option value="">None</option>
            {products.map(({ name, plans }) => (
              <optgroup key={name} label={name}>
                {plans.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label ? `${label} (${id})` : id}
                  </option>
                ))}
              </optgroup>
            ))}
          </SelectField>
        </Card>

        <Card
          title="Know-Your-Customer"
          description="Sent to Cloudflare with the account. Fill in what your agreement requires."
        >
          <div className="grid gap-5 sm:grid-cols-2">
            {KYC_FIELDS.map((field) => (
              <div key={field} className={KEYBOARD[field] ? '' : 'sm:col-span-2'}>
                <TextField
                  label={KYC_LABELS[field]}
                  {...demandOf(demanded.includes(field) || refused.includes(field), KYC_HINTS[field])}
                  counter={KYC_MAX}
                  inputMode={KEYBOARD[field]}
                  {...form.field(field)}
                />
              </div>
            ))}
          </div>
        </Card>

        <FormError error={create.error} deed="The account was created" />
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton command={create}>Add Account</SubmitButton>
          <ButtonLink href="/accounts" variant="ghost">
            Cancel
          </ButtonLink>
        </div>
      </form>
    </div>
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

const firstType = (types: string[]) => (types.includes('standard') ? 'standard' : (types[0] ?? ''))
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
