'use client'
import { useState } from 'react'
import { Controller, useWatch, type Path } from 'react-hook-form'
import { Button } from '@cloudflare/kumo/components/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { ChoiceList } from '@/components/ui/choice-list'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DateTime } from '@/components/ui/date-time'
import { FormError } from '@/components/ui/form-error'
import { TextArea, TextField } from '@/components/ui/form-field'
import { useStayFor } from '@/components/ui/leaving'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand, type Sending } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import type { ErrorView } from '@/lib/core/errors'
import { createToken, settleToken, updateToken } from '@/lib/tokens/actions'
import { breadthOf, CUSTOM, TEMPLATES } from '@/lib/tokens/catalogue'
import type {
  Breadth,
  CreateTokenAnswer,
  FoundToken,
  Shortfall,
  TokenEdit,
  TokenForm as Values,
  TokenOffer,
  UpdateTokenAnswer,
} from '@/lib/tokens/schema'
import { TOKEN_NAME_MAX, TOKENS_MAX } from '@/lib/tokens/constants'
import { CreatedToken, LostToken, SavedOtherwise } from './created-token'
import { PermissionPicker } from './permission-picker'
import { exact, TokenSummary } from './token-summary'
import { BREADTHS } from './labels'

type Fields = Values & { template: string }

type Stage =
  | { at: 'edit' }
  /** It reaches nearly everything: a second yes is wanted. */
  | { at: 'confirm'; values: Values; breadth: Breadth[] }
  /** The answer was lost and the token was not there right after: a person looks, then decides. */
  | { at: 'unknown'; values: Values; since: string; error: ErrorView; looked: boolean }
  | { at: 'created'; tokenId: string; name: string; value: string; otherwise: Shortfall[] }
  /** It is saved, and not as it was sent. */
  | { at: 'otherwise'; name: string; otherwise: Shortfall[] }
  | { at: 'lost'; tokens: FoundToken[]; name: string }

const EMPTY: Fields = {
  template: '',
  name: '',
  groupIds: [],
  zones: 'all',
  zoneIds: [],
  allowed: '',
  refused: '',
  startsOn: '',
  endsOn: '',
  keepsPermissions: false,
  keepsAddresses: false,
}

/** Creates a token, or changes one. What is filled in survives every failure and a reload; a value is never part of it. */
export function TokenForm({
  offer,
  edit,
  mayDelete,
}: {
  offer: TokenOffer
  edit?: Omit<TokenEdit, 'offer'>
  mayDelete: boolean
}) {
  const { accountId, groups } = offer
  const path = edit ? `/accounts/${accountId}/tokens/${edit.tokenId}` : `/accounts/${accountId}/tokens`
  const router = useRouter()
  const [stage, setStage] = useState<Stage>({ at: 'edit' })
  const [opened] = useState(() => Date.now())
  const create = useCommand(createToken, { unanswered: UNANSWERED })
  const change = useCommand(updateToken, { unanswered: UNANSWERED })
  const look = useCommand(settleToken, { unanswered: UNANSWERED })
  const saving = edit ? change : create
  const form = useCommandForm<Fields, Values>({
    command: saving,
    start: edit ? { ...EMPTY, ...edit.values, template: CUSTOM } : EMPTY,
    schema: async () => {
      const schemas = await import('@/lib/tokens/schema')
      // The template is the form's own.
      return (edit ? schemas.TokenForm : schemas.NewTokenForm) as never
    },
    names: NAMES,
    draft: {
      name: edit ? `edit-token:${edit.tokenId}:${edit.loaded}` : `create-token:${accountId}`,
      restore: ({ groupIds, ...kept }) => ({
        ...kept,
        groupIds: groupIds?.filter((id) => groups.some((group) => group.id === id)),
      }),
    },
    onValid: (values) => send(values, false),
  })
  const { errors } = form
  const { isSubmitted } = form.formState
  const values = useWatch({ control: form.control }) as Fields
  const had = edit && !edit.values.keepsPermissions ? breadthOf(edit.values, groups) : []
  const breadth = breadthOf(values, groups)
  const keeps = values.keepsPermissions
  const sameName = offer.taken.find(({ name }) => name === values.name.trim())

  useStayFor('The token’s value', create.pending)

  function choose(template: string) {
    const found = TEMPLATES.find(({ id }) => id === template)
    if (found) setGroups(groups.filter(found.picks).map(({ id }) => id))
  }
  function setGroups(ids: string[]) {
    form.setValue('groupIds', ids, { shouldDirty: true, shouldValidate: isSubmitted })
  }

  function send(values: Values, confirmed: boolean) {
    const asked = breadthOf(values, groups).filter((way) => !had.includes(way))
    if (!confirmed && !values.keepsPermissions && asked.length > 0)
      return setStage({ at: 'confirm', values, breadth: asked })
    if (stage.at === 'unknown') setStage({ at: 'edit' })
    look.clear()
    if (edit)
      void change.send(
        { ...values, accountId, tokenId: edit.tokenId, loaded: edit.loaded, confirmed },
        { done: (answer) => saved(values, answer), refused: () => setStage({ at: 'edit' }) },
      )
    else {
      // The server's clock, which may not be this one.
      const since = later(offer.at, opened)
      void create.send(
        { ...values, accountId, confirmed },
        {
          done: (answer) => created(values, answer),
          refused: (error) =>
            setStage(
              error.effect === 'unknown'
                ? { at: 'unknown', values, since, error, looked: false }
                : { at: 'edit' },
            ),
        },
      )
    }
  }

  function created(values: Values, answer: CreateTokenAnswer) {
    if (answer.status === 'confirm') return setStage({ at: 'confirm', values, breadth: answer.breadth })
    form.forgetDraft()
    const { name } = values
    if (answer.status === 'lost') return setStage({ at: 'lost', tokens: [answer], name })
    const { tokenId, value, otherwise } = answer
    setStage({ at: 'created', tokenId, name, value, otherwise })
  }

  function saved(values: Values, answer: UpdateTokenAnswer) {
    if (answer.status === 'confirm') return setStage({ at: 'confirm', values, breadth: answer.breadth })
    form.forgetDraft()
    const { otherwise } = answer
    if (otherwise.length > 0) return setStage({ at: 'otherwise', name: values.name, otherwise })
    toast(`${values.name} was saved`)
    router.arrive(path)
    router.refresh()
  }

  function lookFor(lost: Extract<Stage, { at: 'unknown' }>) {
    const { values, since } = lost
    const { name } = values
    const notIds = offer.taken.filter((token) => token.name === name).map(({ id }) => id)
    void look.send(
      { ...values, accountId, notIds, since },
      {
        done: (tokens) => {
          if (tokens.length === 0) return setStage({ ...lost, looked: true })
          form.forgetDraft()
          setStage({ at: 'lost', tokens, name })
        },
      },
    )
  }

  if (stage.at === 'created') return <CreatedToken accountId={accountId} mayDelete={mayDelete} {...stage} />
  if (stage.at === 'otherwise')
    return <SavedOtherwise accountId={accountId} tokenId={edit!.tokenId} {...stage} />
  if (stage.at === 'lost') return <LostToken accountId={accountId} mayDelete={mayDelete} {...stage} />

  // The dialog is beside the form: React takes what is submitted in it for the form's own.
  return (
    <>
      <form
        {...form.attributes}
        aria-label={edit ? 'Edit token' : 'Create token'}
        className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]"
      >
        <div className="min-w-0 space-y-6">
          {keeps ? (
            <Notice title="Its permissions will not change">
              They contain more than this form can show, such as deny rules or single buckets. You can change
              the name, addresses and dates here, and the permissions in Cloudflare’s dashboard.
            </Notice>
          ) : (
            !edit && (
              <Card title="Template" description="A starting point: you can change every permission below.">
                <RadioCards
                  label="Start from"
                  columns={3}
                  options={[
                    ...TEMPLATES.map(({ id, label, says, picks }) => ({
                      value: id,
                      label,
                      description: says,
                      disabled: !groups.some(picks),
                    })),
                    { value: CUSTOM, label: 'Custom', description: 'Choose each permission yourself.' },
                  ]}
                  value={values.template}
                  onChange={(template) => {
                    form.setValue('template', template, { shouldDirty: true })
                    choose(template)
                  }}
                />
              </Card>
            )
          )}
          {!edit && offer.taken.length >= TOKENS_MAX && (
            <Notice tone="warning" title={`This account has ${offer.taken.length} tokens`}>
              Cloudflare allows {TOKENS_MAX}. Delete one that nobody needs before you create another.
            </Notice>
          )}
          <Card title="Name">
            <TextField
              label="Token name"
              hint={
                sameName ? (
                  <span className="text-kumo-warning">
                    There is already a token with this name
                    {sameName.issuedOn && (
                      <>
                        , issued <DateTime value={sameName.issuedOn} />
                      </>
                    )}
                    . Another name makes it easier to tell them apart.
                  </span>
                ) : (
                  'What it is for and who uses it, such as “DNS sync, build server”.'
                )
              }
              counter={TOKEN_NAME_MAX}
              defaultValue={edit?.values.name}
              {...form.field('name')}
            />
          </Card>
          {!keeps && (
            <>
              <Card title="Permissions" description="What it may do. “Edit” includes reading.">
                <Controller
                  control={form.control}
                  name="groupIds"
                  render={({ field }) => (
                    <PermissionPicker
                      groups={groups}
                      more={offer.moreGroups}
                      value={field.value}
                      onChange={(ids) => {
                        form.setValue('template', CUSTOM)
                        setGroups(ids)
                      }}
                      error={errors.groupIds}
                      searchRef={field.ref}
                    />
                  )}
                />
              </Card>
              <Card
                title="Resources"
                description="Where it may do it. Permissions for the account always apply to the whole account."
              >
                <div className="space-y-5">
                  <RadioCards
                    label="Zones"
                    options={[
                      {
                        value: 'all',
                        label: 'All zones',
                        description: 'Every zone of this account, including zones added later.',
                      },
                      { value: 'chosen', label: 'Chosen zones', description: 'Only the zones you choose.' },
                    ]}
                    value={values.zones}
                    onChange={(zones) =>
                      form.setValue('zones', zones, { shouldDirty: true, shouldValidate: isSubmitted })
                    }
                  />
                  {values.zones === 'chosen' && (
                    <Controller
                      control={form.control}
                      name="zoneIds"
                      render={({ field }) => (
                        <div ref={field.ref} tabIndex={-1} className="rounded-lg outline-none">
                          <ChoiceList
                            label="Chosen zones"
                            choices={offer.zones.map(({ id, name }) => ({ value: id, label: name }))}
                            value={field.value}
                            onChange={(ids) =>
                              form.setValue('zoneIds', ids, {
                                shouldDirty: true,
                                shouldValidate: isSubmitted,
                              })
                            }
                            error={errors.zoneIds}
                            hint={
                              offer.moreZones
                                ? `The account has more zones than the ${offer.zones.length} listed here. Choose all zones, or use Cloudflare’s dashboard for the others.`
                                : undefined
                            }
                          />
                        </div>
                      )}
                    />
                  )}
                </div>
              </Card>
            </>
          )}
          <Card
            title="Client IP address filtering"
            description={
              values.keepsAddresses
                ? undefined
                : edit?.reach === 'nobody'
                  ? 'Its address filter contains no address, so nobody can use the token. Enter the allowed addresses.'
                  : 'Where the token can be used from. Leave empty to allow any address.'
            }
          >
            {values.keepsAddresses ? (
              <p>
                This will not change: Cloudflare limits the token in a way that this form cannot show. Change
                it in Cloudflare’s dashboard.
              </p>
            ) : (
              <div className="grid gap-5 sm:grid-cols-2">
                <TextArea
                  label="Allowed addresses"
                  optional
                  hint="One address or range per line, such as 203.0.113.0/24."
                  spellCheck={false}
                  className="font-mono text-[0.8125rem]"
                  defaultValue={edit?.values.allowed}
                  {...form.field('allowed')}
                />
                <TextArea
                  label="Refused addresses"
                  optional
                  hint="Refused even if they are within an allowed range."
                  spellCheck={false}
                  className="font-mono text-[0.8125rem]"
                  defaultValue={edit?.values.refused}
                  {...form.field('refused')}
                />
              </div>
            )}
          </Card>
          <Card title="Validity" description="Days are in UTC. Leave empty to start now and never expire.">
            <div className="grid gap-5 sm:grid-cols-2">
              <TextField
                label="Start date"
                optional
                type="date"
                hint={
                  keptMoment(values.startsOn, edit?.notBefore) ?? 'It works from the beginning of this day.'
                }
                defaultValue={edit?.values.startsOn}
                {...form.field('startsOn')}
              />
              <TextField
                label="End date"
                optional
                type="date"
                hint={keptMoment(values.endsOn, edit?.expiresOn) ?? 'It works until the end of this day.'}
                defaultValue={edit?.values.endsOn}
                {...form.field('endsOn')}
              />
            </div>
          </Card>
        </div>
        <div className="min-w-0 space-y-6 xl:sticky xl:top-6">
          <TokenSummary values={values} offer={offer} breadth={keeps ? [] : breadth} present={edit} />
          {stage.at === 'unknown' && (
            <Notice
              tone="warning"
              role="alert"
              title={
                stage.looked
                  ? `${stage.values.name} is not in this account`
                  : `It is not known whether ${stage.values.name} was created`
              }
              actions={
                <>
                  <SubmitButton
                    type="button"
                    variant="secondary"
                    command={look}
                    onClick={() => lookFor(stage)}
                  >
                    Check again
                  </SubmitButton>
                  {stage.looked && <Button type="submit">Create it again</Button>}
                </>
              }
            >
              {stage.looked
                ? 'It is not in Cloudflare’s list now. Check again in a minute, or create it again. If the first one appears later, delete it, because nobody has its value.'
                : `${stage.error.message} If it was created, its value is lost.`}
            </Notice>
          )}
          {/* While the outcome is unknown, an error is that of looking it up. */}
          <FormError
            error={stage.at === 'unknown' ? look.error : saving.error}
            deed={stage.at === 'unknown' ? undefined : edit ? 'The token was saved' : 'The token was created'}
          />
          <div className="flex flex-wrap gap-3">
            <SubmitButton command={saving} disabled={stage.at === 'unknown'}>
              {edit ? 'Save token' : 'Create token'}
            </SubmitButton>
            <ButtonLink href={path} variant="ghost">
              Cancel
            </ButtonLink>
          </div>
          {!edit && (
            <p className="text-sm text-kumo-subtle">
              Its value is shown once, right after this, and is not stored. Have a place ready for it.
            </p>
          )}
        </div>
      </form>
      {stage.at === 'confirm' && (
        <ConfirmBreadth
          breadth={stage.breadth}
          name={stage.values.name}
          verb={edit ? 'Save token' : 'Create token'}
          command={{ ...saving, error: null }}
          onCancel={() => setStage({ at: 'edit' })}
          onConfirm={() => send(stage.values, true)}
        />
      )}
    </>
  )
}

function ConfirmBreadth({
  breadth,
  name,
  verb,
  command,
  onCancel,
  onConfirm,
}: {
  breadth: Breadth[]
  name: string
  verb: string
  command: Sending & { error: null }
  onCancel: () => void
  onConfirm: () => void
}) {
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onCancel()}
      title="Should this token be able to do nearly everything?"
      confirm={verb}
      danger
      typed={{ label: 'Token name', text: name }}
      command={command}
      onConfirm={onConfirm}
    >
      <ul className="list-disc space-y-1 pl-4">
        {breadth.map((way) => (
          <li key={way}>{BREADTHS[way]}</li>
        ))}
      </ul>
      <p>If its value leaks, the customer’s account is exposed. Choose fewer permissions if you can.</p>
    </ConfirmDialog>
  )
}

function keptMoment(day: string, now: string | null | undefined): string | null {
  const moment = exact(day, now)
  return moment && `Currently: ${moment}.`
}

/** The present by the server's clock. `at`: what it showed at `read` (epoch milliseconds by this browser's clock). */
function later(at: string, read: number): string {
  return new Date(Date.parse(at) + Date.now() - read).toISOString()
}

/** What the gateway calls the fields. */
const NAMES: Record<string, Path<Fields>> = {
  policies: 'groupIds',
  requestIp: 'allowed',
  notBefore: 'startsOn',
  expiresOn: 'endsOn',
}

const UNANSWERED =
  'Tenantdesk did not answer, so it is not known whether this was done. Check before trying again.'
