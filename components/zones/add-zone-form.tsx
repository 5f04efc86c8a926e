'use client'
import { useState } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import { Button } from '@cloudflare/kumo/components/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextLink } from '@/components/ui/text-link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { asciiDomain } from '@/lib/core/domains'
import type { ErrorView } from '@/lib/core/errors'
import { addZone, settleZone } from '@/lib/zones/actions'
import type { ZoneForm } from '@/lib/zones/schema'
import { ZoneTypeField } from './type-field'

type Chosen = { name: string; type: ZoneForm['type'] }

type Stage =
  | { at: 'edit' }
  /** The answer was lost and the zone was not there right after: a person looks, then decides. */
  | { at: 'unknown'; name: string; error: ErrorView }
  | { at: 'there'; name: string; zoneId: string }

/** Adds a zone to an account. What is typed survives every failure and a reload. */
export function AddZoneForm({ accountId }: { accountId: string }) {
  const path = `/accounts/${accountId}/zones`
  const router = useRouter()
  const [stage, setStage] = useState<Stage>({ at: 'edit' })
  const [looked, setLooked] = useState(false)
  const add = useCommand(addZone, { unanswered: UNANSWERED })
  const look = useCommand(settleZone, { unanswered: UNANSWERED })
  const form = useCommandForm<ZoneForm, Chosen>({
    command: add,
    start: { name: '', type: 'full' },
    schema: async () => (await import('@/lib/zones/schema')).ZoneForm,
    draft: { name: `add-zone:${accountId}` },
    onValid: submit,
  })
  const typed = useWatch({ control: form.control, name: 'name' })
  const ascii = asciiDomain(typed)
  const idn = ascii?.includes('xn--') && ascii !== typed.trim().toLowerCase()

  function finish(zoneId: string, name: string) {
    form.forgetDraft()
    toast(`${name} was added`)
    router.arrive(`${path}/${zoneId}`)
  }

  function submit(values: Chosen) {
    setStage({ at: 'edit' })
    setLooked(false)
    look.clear()
    void add.send(
      { ...values, accountId },
      {
        done: ({ status, zoneId, name }) =>
          status === 'added' ? finish(zoneId, name) : setStage({ at: 'there', zoneId, name }),
        refused: (error) =>
          error.effect === 'unknown' && setStage({ at: 'unknown', name: values.name, error }),
      },
    )
  }

  function lookFor(name: string) {
    setLooked(false)
    void look.send(
      { accountId, name },
      { done: ({ zoneId }) => (zoneId ? finish(zoneId, name) : setLooked(true)) },
    )
  }

  return (
    <form {...form.attributes} aria-label="Add a zone" className="max-w-3xl space-y-6">
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
            {...form.field('name', {
              onChange: () => stage.at !== 'edit' && setStage({ at: 'edit' }),
            })}
          />
          <Controller
            control={form.control}
            name="type"
            render={({ field }) => <ZoneTypeField error={form.errors.type} {...field} />}
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
            looked
              ? `${stage.name} is not in this account`
              : `It is not known whether ${stage.name} was added`
          }
          actions={
            <>
              <SubmitButton
                type="button"
                variant="secondary"
                command={look}
                onClick={() => lookFor(stage.name)}
              >
                Check again
              </SubmitButton>
              {looked && <Button type="submit">Add it again</Button>}
            </>
          }
        >
          {looked
            ? 'It is not in Cloudflare’s list now. Check again in a minute, or add it again: Tenantdesk first checks whether it has appeared.'
            : stage.error.message}
        </Notice>
      )}
      {/* While the outcome is unknown, an error is that of looking it up. */}
      {stage.at === 'unknown' ? (
        <FormError error={look.error} />
      ) : (
        <FormError error={add.error} deed="The zone was added" />
      )}
      <div className="flex flex-wrap gap-3">
        <SubmitButton command={add} disabled={stage.at === 'unknown'}>
          Add zone
        </SubmitButton>
        <ButtonLink href={path} variant="ghost">
          Cancel
        </ButtonLink>
      </div>
    </form>
  )
}

const UNANSWERED =
  'Tenantdesk did not answer, so it is not known whether the zone was added. Check before adding it again.'
