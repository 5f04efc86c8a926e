'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { SelectField } from '@/components/ui/form-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { ButtonLink } from '@/components/ui/button-link'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { createAccount } from '@/lib/accounts/actions'
import { sameNameQuery } from '@/lib/accounts/keys'
import type { AttemptState, CreateAccount, CreateAnswer, UnitChoice } from '@/lib/accounts/schema'
import { EMPTY_KYC, KYC_FIELDS } from '@/lib/accounts/constants'
import type { CatalogueProduct } from '@/lib/subscriptions/catalogue'
import { AccountFields, firstType, KycCard } from './account-fields'
import { AttemptPanel } from './attempt-panel'
import { SameName } from './same-name'

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
  const demanded = units.find((unit) => unit.id === unitId)?.demanded ?? []

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
          <AccountFields
            field={form.field}
            units={units}
            unitId={unitId}
            onName={() => {
              form.setValue('confirmDuplicate', false)
              form.clearErrors('confirmDuplicate')
            }}
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
                  error={errors.confirmDuplicate}
                  tick={{ checked: value, ...tick }}
                  onRefused={focusTick}
                />
              )}
            />
          </AccountFields>
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

        <KycCard
          field={form.field}
          isDemanded={(field) => demanded.includes(field) || refused.includes(field)}
        />

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
