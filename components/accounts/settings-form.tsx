'use client'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Controller } from 'react-hook-form'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { CheckboxField } from '@/components/ui/checkbox'
import { FormError } from '@/components/ui/form-error'
import { TextArea, TextField } from '@/components/ui/form-field'
import { late } from '@/components/ui/late'
import { useRouter } from '@/components/ui/link'
import { RefreshButton } from '@/components/ui/refresh-button'
import { StatusBadge } from '@/components/ui/status-badge'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { updateAccount } from '@/lib/accounts/actions'
import type { AccountSettings, Kyc, UpdateAnswer } from '@/lib/accounts/schema'
import type { ErrorView } from '@/lib/core/errors'
import {
  demandOf,
  DESCRIPTION_MAX,
  KYC_FIELDS,
  KYC_LABELS,
  KYC_MAX,
  kycOf,
  NAME_MAX,
  sameSettings,
  withKycOf,
} from '@/lib/accounts/constants'
import { settingsDraft, SETTING_LABELS, settingTexts } from './labels'

const SettingsReview = late(() => import('./settings-review'))
const BothVersions = late(() => import('./settings-versions'))

/** What the form holds, and the settings that it was loaded with. */
type Fields = AccountSettings & { loaded: AccountSettings }

type Stage =
  | { at: 'edit' }
  | { at: 'review'; values: AccountSettings }
  /** Somebody else changed the account in between. */
  | { at: 'choose'; mine: AccountSettings; theirs: AccountSettings }

/** An account's settings: edit, review what will change, save. Nothing typed is lost on a failure or a reload. */
export function SettingsForm({
  accountId,
  settings,
  demanded,
}: {
  accountId: string
  settings: AccountSettings
  /** Of Know-Your-Customer data, by the account's tenant. */
  demanded: (keyof Kyc)[]
}) {
  const router = useRouter()
  const [loaded, setLoaded] = useState(settings)
  const [stage, setStage] = useState<Stage>({ at: 'edit' })
  const status = useRef<HTMLParagraphElement>(null)
  const command = useCommand(updateAccount, { unanswered: UNANSWERED })
  SettingsReview.useFetch()
  const form = useCommandForm<Fields, AccountSettings>({
    command,
    start: { ...settings, loaded: settings },
    // What it was loaded with is no field of it.
    schema: async () => (await import('@/lib/accounts/schema')).settingsSince(loaded) as never,
    names: NAMES,
    draft: {
      name: settingsDraft(accountId),
      idle: ({ loaded, ...values }) => sameSettings(values, loaded),
      restore: ({ loaded: then, ...kept }) => {
        if (then) arrived({ values: { ...settings, ...kept }, loaded: { ...settings, ...then } })
        return null
      },
    },
    onValid: (values) => {
      command.clear()
      setStage({ at: 'review', values })
    },
  })
  const { isDirty } = form.formState
  const kyc = kycOf(loaded)

  /** `now`: what the account has; `values`: what the form is to show. */
  function load(now: AccountSettings, values: AccountSettings) {
    setLoaded(now)
    form.reset({ ...now, loaded: now })
    form.reset({ ...values, loaded: now }, { keepDefaultValues: true })
  }

  /**
   * Brings what was typed, before a reload or on this page, in line with the account. `loaded`: what it was based on.
   */
  function arrived(typed: { values: AccountSettings; loaded: AccountSettings }) {
    const theirs = withKycOf(settings, typed.loaded)
    const draft = { loaded: withKycOf(typed.loaded, theirs), values: withKycOf(typed.values, theirs) }
    if (sameSettings(draft.values, theirs)) {
      // It was saved, and the answer lost.
      form.forgetDraft()
      load(theirs, theirs)
      return
    }
    // What is on screen already stays as it is, with what was said about it.
    if (!sameSettings(loaded, draft.loaded) || !sameSettings(valuesNow(), draft.values))
      load(draft.loaded, draft.values)
    if (!sameSettings(draft.loaded, theirs)) setStage({ at: 'choose', mine: draft.values, theirs })
  }

  function valuesNow(): AccountSettings {
    const { loaded: _, ...values } = form.getValues()
    return values
  }

  // Read anew, the page follows the account where nothing is typed, and else says what has changed. What comes back as it
  // is here already is not shown anew: that would take what is being typed.
  const readAnew = useEffectEvent(() => {
    if (isDirty) arrived({ values: valuesNow(), loaded })
    else if (!sameSettings(settings, loaded)) load(settings, settings)
  })
  // eslint-disable-next-line react-hooks/set-state-in-effect -- the form is react-hook-form's, which is told of it
  useEffect(() => readAnew(), [settings])

  function discard() {
    form.forgetDraft()
    form.reset({ ...loaded, loaded })
    command.clear()
  }

  async function save(values: AccountSettings) {
    // The fields at fault are hidden until the stage has changed.
    const refused = ({ fields }: ErrorView) => Object.keys(fields).length > 0 && setStage({ at: 'edit' })
    const send = (since: AccountSettings) =>
      command.send({ ...values, accountId, loaded: since }, { refused })
    let answer = await send(loaded)
    // A save that got half way is our own change, not somebody else's: the rest goes on from there.
    if (answer?.ok && answer.data.status === 'changed' && onTheWay(loaded, answer.data.theirs, values))
      answer = await send(answer.data.theirs)
    if (answer?.ok) settle(values, answer.data)
  }

  function settle(values: AccountSettings, answer: UpdateAnswer) {
    if (answer.status === 'changed') {
      const { theirs } = answer
      setStage({ at: 'choose', mine: withKycOf(values, theirs), theirs })
      return
    }
    const { saved } = answer
    load(saved, saved)
    form.forgetDraft()
    setStage({ at: 'edit' })
    toast(`${saved.name} was saved`)
    router.refresh()
    status.current?.focus()
  }

  // The value is in the server's markup too. A field of one line leaves line breaks out: who did not edit it kept them.
  const oneLine = (field: TextPath, was: string | null) => ({
    defaultValue: was ?? '',
    ...form.field(field, {
      setValueAs: (shown: string | null) =>
        withoutBreaks(shown ?? '') === withoutBreaks(was ?? '') ? was : shown,
    }),
  })

  return (
    <div className="space-y-6">
      <form aria-label="Settings" {...form.attributes} hidden={stage.at !== 'edit'} className="space-y-6">
        <Card title="Account">
          <div className="space-y-5">
            <TextField label={SETTING_LABELS.name!} counter={NAME_MAX} {...oneLine('name', loaded.name)} />
            <TextField
              label={SETTING_LABELS.abuseContactEmail!}
              optional
              inputMode="email"
              hint={[
                'Where Cloudflare sends abuse reports about this account.',
                ...(loaded.abuseContactEmail === null
                  ? ['Cloudflare does not show the current address.']
                  : []),
              ].join(' ')}
              {...oneLine('abuseContactEmail', loaded.abuseContactEmail)}
            />
            <Controller
              control={form.control}
              name="enforceTwoFactor"
              render={({ field: { value, ...field } }) => (
                <CheckboxField
                  label={SETTING_LABELS.enforceTwoFactor!}
                  hint={[
                    'Members without a second factor cannot use the account.',
                    ...(loaded.enforceTwoFactor === null
                      ? ['Cloudflare does not show the current setting. Select the box to enforce it.']
                      : []),
                  ].join(' ')}
                  error={form.errors.enforceTwoFactor}
                  checked={value ?? false}
                  {...field}
                />
              )}
            />
            <TextArea
              label={SETTING_LABELS.description!}
              optional
              counter={DESCRIPTION_MAX}
              hint="Stored in Tenantdesk for your team. Cloudflare accounts have no description."
              defaultValue={loaded.description}
              {...form.field('description')}
            />
          </div>
        </Card>

        <Card title="Know-Your-Customer">
          {kyc ? (
            <div className="grid gap-5 sm:grid-cols-2">
              {KYC_FIELDS.map((field) => (
                <div
                  key={field}
                  className={field === 'businessEmail' || field === 'businessPhone' ? '' : 'sm:col-span-2'}
                >
                  <TextField
                    label={KYC_LABELS[field]}
                    {...demandOf(demanded.includes(field))}
                    counter={KYC_MAX}
                    {...oneLine(`kyc.${field}`, kyc[field])}
                  />
                </div>
              ))}
            </div>
          ) : (
            <div className="space-y-3">
              <p className="text-kumo-subtle">
                {loaded.kyc === 'unread'
                  ? 'Know-Your-Customer data could not be read. Saving does not change it.'
                  : 'Know-Your-Customer data is not available for this account. Cloudflare does not offer a profile for it.'}
              </p>
              {loaded.kyc === 'unread' && <RefreshButton />}
            </div>
          )}
        </Card>

        <FormError error={command.error} deed="The settings were saved" />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" disabled={!isDirty}>
            Review changes
          </Button>
          {isDirty && (
            <Button variant="ghost" onClick={discard}>
              Discard
            </Button>
          )}
          <p ref={status} tabIndex={-1} role="status" className="rounded-xs outline-none">
            {isDirty ? (
              <StatusBadge tone="warning">Unsaved changes</StatusBadge>
            ) : (
              <span className="text-sm text-kumo-subtle">No unsaved changes</span>
            )}
          </p>
        </div>
      </form>

      {stage.at === 'review' && (
        <SettingsReview
          before={loaded}
          after={stage.values}
          command={command}
          onSave={() => void save(stage.values)}
          onBack={() => {
            command.clear()
            setStage({ at: 'edit' })
          }}
        />
      )}
      {stage.at === 'choose' && (
        <BothVersions
          loaded={loaded}
          mine={stage.mine}
          theirs={stage.theirs}
          onChosen={(values) => {
            load(stage.theirs, values)
            if (sameSettings(values, stage.theirs)) {
              form.forgetDraft()
              setStage({ at: 'edit' })
              return
            }
            setStage({ at: 'review', values })
          }}
        />
      )}
    </div>
  )
}

// Saving again is safe: what is there is compared with what the form was loaded with first.
const UNANSWERED =
  'Tenantdesk did not answer, so it is not known whether the settings were saved. What you typed is kept. Save again: Tenantdesk first compares it with what is there now.'

type TextPath = 'name' | 'abuseContactEmail' | `kyc.${keyof Kyc}`

const withoutBreaks = (text: string) => text.replace(/[\r\n]/g, '')

// Upstream names a Know-Your-Customer field alone; in the form they are together.
const NAMES = Object.fromEntries(KYC_FIELDS.map((field) => [field, `kyc.${field}` as const]))

/** Whether each field is what it was, or already what it shall be. */
function onTheWay(from: AccountSettings, now: AccountSettings, to: AccountSettings): boolean {
  const [before, there, wanted] = [settingTexts(from), settingTexts(now), settingTexts(to)]
  return Object.keys({ ...before, ...there }).every(
    (field) => there[field] === before[field] || there[field] === wanted[field],
  )
}
