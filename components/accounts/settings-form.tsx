'use client'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Controller, useForm, type FieldErrors } from 'react-hook-form'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { CheckboxField } from '@/components/ui/checkbox'
import { useDraftsOpen } from '@/components/ui/draft'
import { Diff } from '@/components/ui/diff'
import { FormError } from '@/components/ui/form-error'
import { TextArea, TextField } from '@/components/ui/form-field'
import { useLazyResolver } from '@/components/ui/lazy-resolver'
import { useRouter } from '@/components/ui/link'
import { StatusBadge } from '@/components/ui/status-badge'
import { RefreshButton } from '@/components/ui/refresh-button'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { updateAccount } from '@/lib/accounts/actions'
import type { AccountSettings, Kyc, UpdateAnswer } from '@/lib/accounts/schema'
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
} from '@/lib/accounts/terms'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { forgetDraft, keepDraft, readDraft } from './settings-draft'
import { BothVersions } from './settings-versions'
import { SETTING_LABELS, settingTexts } from './words'

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
  const [error, setError] = useState<ErrorView | null>(null)
  const [saving, setSaving] = useState(false)
  const open = useDraftsOpen()
  const status = useRef<HTMLParagraphElement>(null)
  const form = useForm<AccountSettings>({
    resolver: useLazyResolver(async () => (await import('@/lib/accounts/schema')).settingsSince(loaded)),
    mode: 'onTouched',
    defaultValues: settings,
  })
  const { errors, isDirty } = form.formState
  const kyc = kycOf(loaded)
  const kycErrors = errors.kyc as FieldErrors<Kyc> | undefined

  /** Takes what the account is now and what the form shall show. */
  function load(now: AccountSettings, values: AccountSettings) {
    setLoaded(now)
    form.reset(now)
    form.reset(values, { keepDefaultValues: true })
  }

  // What was typed before a reload comes back, with what it was based on. Where nothing was, the form follows the page.
  const arrived = useEffectEvent(() => {
    const kept = readDraft(accountId)
    if (!kept) {
      // What comes back as it is here already is not shown anew: that would take what is being typed.
      if (!isDirty && !sameSettings(settings, loaded)) load(settings, settings)
      return
    }
    const theirs = withKycOf(settings, kept.loaded)
    const draft = { loaded: withKycOf(kept.loaded, theirs), values: withKycOf(kept.values, theirs) }
    if (sameSettings(draft.values, theirs)) {
      // It was saved, and the answer lost.
      forgetDraft(accountId)
      load(theirs, theirs)
      return
    }
    // What is on screen already stays as it is, with what was said about it.
    if (!sameSettings(loaded, draft.loaded) || !sameSettings(form.getValues(), draft.values))
      load(draft.loaded, draft.values)
    if (!sameSettings(draft.loaded, theirs)) setStage({ at: 'choose', mine: draft.values, theirs })
  })
  // The tab's store can be read only now, after the server's markup has been taken over.
  // eslint-disable-next-line react-hooks/set-state-in-effect
  useEffect(() => void (open && arrived()), [open, accountId, settings])

  useEffect(() => {
    return form.subscribe({
      formState: { values: true },
      callback: ({ values }) => {
        if (sameSettings(values, loaded)) forgetDraft(accountId)
        else keepDraft(accountId, { values, loaded })
      },
    })
  }, [accountId, form, loaded])

  function discard() {
    forgetDraft(accountId)
    form.reset(loaded)
    setError(null)
  }

  async function save(values: AccountSettings) {
    setSaving(true)
    setError(null)
    try {
      let answer = await updateAccount({ ...values, accountId, loaded })
      // A save that got half way is our own change, not somebody else's: the rest goes on from there.
      if (answer.ok && answer.data.status === 'changed' && onTheWay(loaded, answer.data.theirs, values))
        answer = await updateAccount({ ...values, accountId, loaded: answer.data.theirs })
      if (answer.ok) settle(values, answer.data)
      else fail(answer.error)
    } catch {
      setError(NO_ANSWER)
    } finally {
      setSaving(false)
    }
  }

  function settle(values: AccountSettings, answer: UpdateAnswer) {
    if (answer.status === 'changed') {
      const { theirs } = answer
      setStage({ at: 'choose', mine: withKycOf(values, theirs), theirs })
      return
    }
    const { saved } = answer
    load(saved, saved)
    forgetDraft(accountId)
    setStage({ at: 'edit' })
    toast(`${saved.name} was saved`)
    router.refresh()
    status.current?.focus()
  }

  function fail(failure: ErrorView) {
    setError(failure)
    const fields = Object.entries(failure.fields)
    if (fields.length === 0) return
    setStage({ at: 'edit' })
    for (const [field, message] of fields) form.setError(path(field), { message })
    // The fields are hidden until the stage has changed.
    requestAnimationFrame(() => form.setFocus(path(fields[0]![0])))
  }

  // The value is in the server's markup too. A field of one line leaves line breaks out: who did not edit it kept them.
  const oneLine = (field: TextPath, was: string | null) => ({
    defaultValue: was ?? '',
    ...form.register(field, {
      setValueAs: (shown: string | null) =>
        withoutBreaks(shown ?? '') === withoutBreaks(was ?? '') ? was : shown,
    }),
  })

  return (
    <div className="space-y-6">
      <form
        aria-label="Settings"
        noValidate
        hidden={stage.at !== 'edit'}
        onSubmit={form.handleSubmit((values) => {
          setError(null)
          setStage({ at: 'review', values })
        })}
        className="space-y-6"
      >
        <Card title="Account">
          <div className="space-y-5">
            <TextField
              label={SETTING_LABELS.name!}
              counter={NAME_MAX}
              error={errors.name?.message}
              {...oneLine('name', loaded.name)}
            />
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
              error={errors.abuseContactEmail?.message}
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
                  error={errors.enforceTwoFactor?.message}
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
              error={errors.description?.message}
              defaultValue={loaded.description}
              {...form.register('description')}
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
                    error={kycErrors?.[field]?.message}
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

        <FormError error={error} deed="The settings were saved" />
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
        <Review
          before={loaded}
          after={stage.values}
          saving={saving}
          error={error}
          onSave={() => void save(stage.values)}
          onBack={() => {
            setError(null)
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
              forgetDraft(accountId)
              setStage({ at: 'edit' })
              return
            }
            keepDraft(accountId, { values, loaded: stage.theirs })
            setStage({ at: 'review', values })
          }}
        />
      )}
    </div>
  )
}

function Review({
  before,
  after,
  saving,
  error,
  onSave,
  onBack,
}: {
  before: AccountSettings
  after: AccountSettings
  saving: boolean
  error: ErrorView | null
  onSave: () => void
  onBack: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <Card title="Review changes" description="This is what will change. Nothing has been sent yet.">
        <div className="space-y-5">
          <Diff before={settingTexts(before)} after={settingTexts(after)} names={SETTING_LABELS} />
          <FormError error={error} deed="The settings were saved" />
          <div className="flex flex-wrap gap-3">
            <SubmitButton type="button" pending={saving} onClick={onSave}>
              Save changes
            </SubmitButton>
            <Button onClick={onBack} disabled={saving}>
              Back to editing
            </Button>
          </div>
        </div>
      </Card>
    </div>
  )
}

// Saving again is safe: what is there is compared with what the form was loaded with first.
const NO_ANSWER = noAnswer(
  'Tenantdesk did not answer, so it is not known whether the settings were saved. What you typed is kept. Save again: Tenantdesk first compares it with what is there now.',
)

type TextPath = 'name' | 'abuseContactEmail' | `kyc.${keyof Kyc}`

const withoutBreaks = (text: string) => text.replace(/[\r\n]/g, '')

const isKyc = (field: string): field is (typeof KYC_FIELDS)[number] =>
  (KYC_FIELDS as string[]).includes(field)

// Upstream names a Know-Your-Customer field alone; in the form they are together.
const path = (field: string) => (isKyc(field) ? (`kyc.${field}` as const) : (field as keyof AccountSettings))

/** Whether each field is what it was, or already what it shall be. */
function onTheWay(from: AccountSettings, now: AccountSettings, to: AccountSettings): boolean {
  const [before, there, wanted] = [settingTexts(from), settingTexts(now), settingTexts(to)]
  return Object.keys({ ...before, ...there }).every(
    (field) => there[field] === before[field] || there[field] === wanted[field],
  )
}
