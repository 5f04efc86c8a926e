'use client'
import { useEffect, useState } from 'react'
import { Controller, useForm, useWatch } from 'react-hook-form'
import { Button } from '@cloudflare/kumo/components/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { readDraft, useDraftsOpen, writeDraft } from '@/components/ui/draft'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useLazyResolver } from '@/components/ui/lazy-resolver'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextLink } from '@/components/ui/text-link'
import { toast } from '@/components/ui/toast'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { addZone, settleZone } from '@/lib/zones/actions'
import type { ZoneForm } from '@/lib/zones/schema'
import { asciiDomain, NEW_ZONE_TYPES } from '@/lib/zones/constants'
import { TYPES } from './words'

type Stage =
  | { at: 'edit' }
  /** The answer was lost and the zone was not there right after: a person looks, then decides. */
  | { at: 'unknown'; name: string; error: ErrorView }
  | { at: 'there'; name: string; zoneId: string }

/** Adds a zone to an account. What is typed survives every failure and a reload. */
export function AddZoneForm({ accountId }: { accountId: string }) {
  const path = `/accounts/${accountId}/zones`
  const slot = `add-zone:${accountId}`
  const router = useRouter()
  const [stage, setStage] = useState<Stage>({ at: 'edit' })
  const [error, setError] = useState<ErrorView | null>(null)
  const [looking, setLooking] = useState<'no' | 'yes' | 'not-there'>('no')
  const form = useForm<ZoneForm, unknown, { name: string; type: ZoneForm['type'] }>({
    resolver: useLazyResolver(async () => (await import('@/lib/zones/schema')).ZoneForm),
    mode: 'onTouched',
    defaultValues: { name: '', type: 'full' },
  })
  const { errors, isSubmitting } = form.formState
  const typed = useWatch({ control: form.control, name: 'name' })
  const ascii = asciiDomain(typed)
  const idn = ascii?.includes('xn--') && ascii !== typed.trim().toLowerCase()

  const open = useDraftsOpen()
  useEffect(() => {
    if (!open) return
    const kept = readDraft<ZoneForm>(slot, ['name', 'type'])
    if (kept) form.reset({ ...form.getValues(), ...kept })
    return form.subscribe({ formState: { values: true }, callback: ({ values }) => writeDraft(slot, values) })
  }, [open, form, slot])

  function finish(zoneId: string, name: string) {
    writeDraft(slot, null)
    toast(`${name} was added`)
    router.arrive(`${path}/${zoneId}`)
  }

  async function submit(values: { name: string; type: ZoneForm['type'] }) {
    setError(null)
    setStage({ at: 'edit' })
    setLooking('no')
    const answer = await addZone({ ...values, accountId }).catch(() => NO_ANSWER)
    if (answer.ok) {
      const { status, zoneId, name } = answer.data
      if (status === 'added') finish(zoneId, name)
      else setStage({ at: 'there', zoneId, name })
      return
    }
    if (answer.error.effect === 'unknown') {
      setStage({ at: 'unknown', name: values.name, error: answer.error })
      return
    }
    setError(answer.error)
    Object.entries(answer.error.fields).forEach(([field, message], index) =>
      form.setError(field as keyof ZoneForm, { message }, { shouldFocus: index === 0 }),
    )
  }

  async function look(name: string) {
    setLooking('yes')
    setError(null)
    const answer = await settleZone({ accountId, name }).catch(() => NO_ANSWER)
    setLooking('no')
    if (!answer.ok) return setError(answer.error)
    if (answer.data.zoneId) return finish(answer.data.zoneId, name)
    setLooking('not-there')
  }

  return (
    <form
      onSubmit={form.handleSubmit(submit)}
      noValidate
      aria-label="Add a zone"
      className="max-w-3xl space-y-6"
    >
      <Card title="Add a zone" description="A domain that Cloudflare will serve for this customer.">
        <div className="space-y-5">
          <TextField
            label="Domain name"
            hint={
              idn ? (
                <>
                  Added as <code className="font-mono text-xs wrap-anywhere">{ascii}</code>, its form in the
                  DNS.
                </>
              ) : (
                'The registered domain, such as example.com.'
              )
            }
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
            error={errors.name?.message}
            {...form.register('name', {
              onChange: () => stage.at !== 'edit' && setStage({ at: 'edit' }),
            })}
          />
          <Controller
            control={form.control}
            name="type"
            render={({ field }) => (
              <RadioCards
                label="Type"
                columns={1}
                options={NEW_ZONE_TYPES.map((type) => ({
                  value: type,
                  label: TYPES[type].label,
                  description: TYPES[type].says,
                }))}
                error={errors.type?.message}
                {...field}
              />
            )}
          />
        </div>
      </Card>
      {stage.at === 'there' && (
        <Notice tone="info" role="alert" title={`${stage.name} is already in this account`}>
          Nothing was sent. <TextLink href={`${path}/${stage.zoneId}`}>Open the zone</TextLink>.
        </Notice>
      )}
      {stage.at === 'unknown' && (
        <Notice
          tone="warning"
          role="alert"
          title={
            looking === 'not-there'
              ? `${stage.name} is not in this account`
              : `It is not known whether ${stage.name} was added`
          }
          actions={
            <>
              <SubmitButton
                type="button"
                variant="secondary"
                pending={looking === 'yes'}
                onClick={() => void look(stage.name)}
              >
                Check again
              </SubmitButton>
              {looking === 'not-there' && <Button type="submit">Add it again</Button>}
            </>
          }
        >
          {looking === 'not-there'
            ? 'It is not in Cloudflare’s list now. Check again in a minute, or add it again: Tenantdesk first checks whether it has appeared.'
            : stage.error.message}
        </Notice>
      )}
      {/* While it is open what became of it, an error is that of a look. */}
      <FormError error={error} deed={stage.at === 'unknown' ? undefined : 'The zone was added'} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton pending={isSubmitting} disabled={stage.at === 'unknown'}>
          Add zone
        </SubmitButton>
        <ButtonLink href={path} variant="ghost">
          Cancel
        </ButtonLink>
      </div>
    </form>
  )
}

const NO_ANSWER = {
  ok: false as const,
  error: noAnswer(
    'Tenantdesk did not answer, so it is not known whether the zone was added. Check before adding it again.',
  ),
}
