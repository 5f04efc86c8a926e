'use client'
import { useMemo, useState } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import { Button } from '@cloudflare/kumo/components/button'
import { Breakable } from '@/components/ui/breakable'
import type { Deed } from '@/components/ui/deed'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { late } from '@/components/ui/late'
import { useRouter } from '@/components/ui/link'
import { useCommand, type Action } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import type { ErrorView } from '@/lib/core/errors'
import type {
  OrderForm as Values,
  LoadedPlan,
  Offer,
  OrderAnswer,
  PlanOrder,
} from '@/lib/subscriptions/schema'
import { isUnread, samePlan, toOrder } from '@/lib/subscriptions/constants'
import type { LostOrder } from './order-review'
import { OrderFields } from './order-fields'
import { PlanChoice } from './plan-choice'
import { frequencyName, listPriceText, orderTexts, presentTexts } from './labels'

const OrderReview = late(() => import('./order-review'))

const CUT =
  'Some of Cloudflare’s plans for this zone could not be read: there may be more plans, components and prices.'

type Stage = { at: 'choose' } | { at: 'review' } | ({ at: 'unknown' } & LostOrder)

/**
 * Chooses a plan, its frequency and its components, shows what will change, and sends it. What is chosen survives every
 * failure and a reload.
 */
export function OrderForm<I, J>({
  label,
  offer,
  now,
  draft,
  searchable = false,
  none,
  verb,
  deed,
  back,
  action,
  inputOf,
  lookAction,
  lookInputOf,
  onDone,
}: {
  label: string
  offer: Offer
  /** What is there when the form is opened; null for nothing. */
  now: LoadedPlan
  /** Under which name what is chosen is kept. */
  draft: string
  searchable?: boolean
  /** What nothing is called, where it is something. */
  none?: string
  /** The label of the button that sends. */
  verb: string
  /** What sending does, as if it were done: "The plan was changed". */
  deed: Deed
  back: string
  action: Action<I, OrderAnswer>
  inputOf: (order: PlanOrder, more: { loaded: LoadedPlan; confirmDuplicate: boolean }) => I
  /** Looks whether an order whose answer was lost has worked. */
  lookAction: Action<J, { there: boolean }>
  lookInputOf: (order: PlanOrder, loaded: LoadedPlan) => J
  onDone: () => void
}) {
  const plans = useMemo(() => offer.products.flatMap((product) => product.plans), [offer])
  const router = useRouter()
  const [loaded, setLoaded] = useState(now)
  const [stage, setStage] = useState<Stage>({ at: 'choose' })
  const [changed, setChanged] = useState(false)
  const [duplicate, setDuplicate] = useState<'no' | 'asked' | 'confirmed'>('no')
  const [sure, setSure] = useState(true)
  const [tried, setTried] = useState<string[]>([])
  const [search, setSearch] = useState('')
  const command = useCommand(action, { unanswered: UNANSWERED })
  const look = useCommand(lookAction, { unanswered: UNANSWERED })
  OrderReview.useFetch()
  const form = useCommandForm<Values>({
    command,
    start: startOf(now, offer),
    schema: async () => (await import('@/lib/subscriptions/schema')).OrderForm,
    draft: { name: draft },
    onValid: () => {
      clear()
      const open = plan?.components.filter(({ name }) => isOpen(name)) ?? []
      open.forEach(({ name }, index) =>
        form.setError(`components.${name}`, { message: WANTED }, { shouldFocus: index === 0 }),
      )
      if (open.length === 0) setStage({ at: 'review' })
    },
  })
  const { errors } = form
  const values = useWatch({ control: form.control }) as Values
  const plan = plans.find(({ id }) => id === values.ratePlanId) ?? null

  const order = toOrder(values, plan, loaded)
  const isNow = (id: string) => loaded !== null && samePlan(id, loaded.ratePlanId)
  const { frequencies } = offer
  const offered = plans.find(({ id }) => isNow(id)) ?? null
  const present = loaded && presentTexts(loaded, { offered, frequencies })
  const before = present ?? (none ? { plan: none } : {})
  const after = orderTexts(order, {
    offered: plan,
    frequencies,
    present: isNow(order.ratePlanId) ? present : null,
  })
  const nothing = loaded !== null && JSON.stringify(before) === JSON.stringify(after)
  // A draft may name a plan that has been refused since.
  const shut = Boolean(plan?.refusal) && !tried.includes(plan!.id)

  /** Left empty, it would be reset from what nobody could read. */
  const isOpen = (name: string) => isUnread(loaded, name) && (values.components[name] ?? '') === ''

  function choose(id: string) {
    const start = startOf(isNow(id) ? loaded : null, offer)
    // One by one: a field on screen does not follow its parent.
    for (const name of new Set([
      ...Object.keys(form.getValues('components')),
      ...Object.keys(start.components),
    ]))
      form.setValue(`components.${name}`, start.components[name] ?? '')
    if (isNow(id) || form.getValues('frequency') === '') form.setValue('frequency', start.frequency)
    setDuplicate('no')
    clear()
    setChanged(false)
  }

  function clear() {
    command.clear()
    look.clear()
  }

  function send() {
    look.clear()
    void command.send(inputOf(order, { loaded, confirmDuplicate: duplicate === 'confirmed' }), {
      done: settle,
      refused,
    })
  }

  function refused(error: ErrorView) {
    if (error.effect === 'unknown') return setStage({ at: 'unknown', error, looked: false })
    const { ratePlanId, frequency, componentValues } = error.fields
    if (!ratePlanId && !frequency && !componentValues) return
    setStage({ at: 'choose' })
    if (ratePlanId) {
      // What is chosen stays chosen; elsewhere the plan is greyed from now on.
      setTried([...tried, order.ratePlanId])
      router.refresh()
    }
    const [first] = order.componentValues
    if (componentValues && first) form.setError(`components.${first.name}`, { message: componentValues })
  }

  function settle(answer: OrderAnswer) {
    if (answer.status === 'duplicate') {
      setSure(answer.sure)
      return setDuplicate('asked')
    }
    if (answer.status === 'changed') {
      setLoaded(answer.theirs)
      setChanged(true)
      return
    }
    form.forgetDraft()
    onDone()
  }

  function lookAgain() {
    void look.send(lookInputOf(order, loaded), {
      done: ({ there }) =>
        there
          ? settle({ status: 'done' })
          : setStage((now) => (now.at === 'unknown' ? { ...now, looked: true } : now)),
    })
  }

  const wanted = search.trim().toLowerCase()
  const shown = offer.products.filter(
    ({ name, description, plans }) =>
      wanted === '' ||
      [name, description, ...plans.flatMap(({ id, label, description }) => [id, label, description])].some(
        (text) => text?.toLowerCase().includes(wanted),
      ),
  )
  return (
    <div className="@container">
      <form
        aria-label={label}
        {...form.attributes}
        hidden={stage.at !== 'choose'}
        // The order stands beside the plans where there is room for both, else below them.
        className="flex flex-col gap-6 @max-[58rem]:[&_input]:scroll-mb-28 @min-[58rem]:grid @min-[58rem]:grid-cols-[minmax(0,1fr)_22rem] @min-[58rem]:items-start"
      >
        <Card
          title={label}
          description={
            <>
              Plan IDs from{' '}
              <a href={offer.source} target="_blank" rel="noreferrer" className="underline">
                Cloudflare’s list
              </a>{' '}
              of {offer.date}, which Cloudflare calls a sample. Your agreement decides what can be sold.
            </>
          }
        >
          <div className="space-y-6">
            {searchable && (
              <TextField
                label="Search products and plans"
                type="search"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
                // Enter in here is not meant for the form around it.
                onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
              />
            )}
            {shown.map((product) => (
              <Controller
                key={product.name}
                control={form.control}
                name="ratePlanId"
                render={({ field: { onChange, ...field } }) => (
                  <PlanChoice
                    product={product}
                    tried={tried}
                    onTry={(id) => setTried([...tried, id])}
                    error={product.plans.includes(plan!) ? errors.ratePlanId : undefined}
                    {...field}
                    onChange={(id) => {
                      onChange(id)
                      choose(id)
                    }}
                  />
                )}
              />
            ))}
            {!offer.complete && <p className="text-sm text-kumo-subtle">{CUT}</p>}
            {shown.length === 0 && <p role="status">No product or plan matches “{search}”.</p>}
          </div>
        </Card>
        <div className={ORDER}>
          {plan ? (
            <Card title={`Order of ${plan.label}`} description={plan.id === plan.label ? undefined : plan.id}>
              <div className="grid gap-5 @max-[58rem]:sm:grid-cols-2">
                <OrderFields
                  plan={plan}
                  frequencies={choicesOf(offer, isNow(plan.id) ? loaded : null)}
                  loaded={loaded}
                  field={form.field}
                />
              </div>
            </Card>
          ) : (
            <Card title="Order">
              {errors.ratePlanId ? (
                <p key="error" role="alert" className="text-kumo-danger">
                  {errors.ratePlanId}
                </p>
              ) : (
                <p className="text-kumo-subtle">No plan is chosen yet.</p>
              )}
            </Card>
          )}
          <FormError error={stage.at === 'choose' ? command.error : null} deed={deed} />
          <div className={cx('flex flex-wrap items-center gap-3', plan && !nothing && AT_HAND)}>
            {plan && !nothing && (
              <span className="text-sm font-medium max-sm:basis-full sm:order-last sm:ml-auto @min-[58rem]:hidden">
                <Breakable>{plan.id}</Breakable>
              </span>
            )}
            <Button type="submit" variant="primary" disabled={nothing || shut}>
              Review
            </Button>
            <ButtonLink href={back} variant="ghost" onNavigate={form.forgetDraft}>
              Cancel
            </ButtonLink>
            {nothing && (
              <span className="text-sm text-kumo-subtle">Nothing differs from the current plan.</span>
            )}
            {shut && (
              <span className="text-sm text-kumo-subtle">
                Cloudflare has refused {plan!.id}. Try it again, or choose another plan.
              </span>
            )}
          </div>
        </div>
      </form>

      {stage.at !== 'choose' && (
        <OrderReview
          before={before}
          after={after}
          listPrice={plan?.listPrice ? listPriceText(plan.listPrice) : null}
          changed={changed}
          nothing={nothing}
          duplicate={
            duplicate === 'no'
              ? null
              : {
                  plan: order.ratePlanId,
                  sure,
                  confirmed: duplicate === 'confirmed',
                  onChange: (confirmed) => setDuplicate(confirmed ? 'confirmed' : 'asked'),
                }
          }
          lost={stage.at === 'unknown' ? stage : null}
          command={command}
          look={look}
          error={
            look.error ??
            (stage.at === 'unknown' && command.error?.effect === 'unknown' ? null : command.error)
          }
          verb={verb}
          deed={deed}
          onSend={send}
          onLook={lookAgain}
          onBack={() => {
            clear()
            setStage({ at: 'choose' })
          }}
        />
      )}
    </div>
  )
}

// A long list of plans pushes neither the order nor its buttons out of sight: beside it the order stays, below it the
// buttons do. The margin and the padding leave room for what is drawn around a card that scrolls.
const ORDER =
  'contents @min-[58rem]:sticky @min-[58rem]:top-5 @min-[58rem]:-m-1 @min-[58rem]:block @min-[58rem]:max-h-[calc(100dvh-2.5rem)] @min-[58rem]:space-y-6 @min-[58rem]:overflow-y-auto @min-[58rem]:p-1'
const AT_HAND =
  '@max-[58rem]:sticky @max-[58rem]:bottom-3 @max-[58rem]:rounded-xl @max-[58rem]:bg-kumo-base @max-[58rem]:p-3 @max-[58rem]:shadow-lg @max-[58rem]:ring @max-[58rem]:ring-kumo-line'

function startOf(now: LoadedPlan, offer: Offer): Values {
  const plans = offer.products.flatMap((product) => product.plans)
  return {
    ratePlanId: (now && plans.find(({ id }) => samePlan(id, now.ratePlanId))?.id) ?? '',
    frequency: choicesOf(offer, now)[0]!.value,
    components: valuesOf(now),
  }
}

const WANTED = 'Enter the number you want.'

// On read only (tenant-api §3.4): such a one is kept by not sending any.
const NOT_SENT = ['', 'not-applicable', 'one-time']

// What is there now comes first, also where it is one that we would not offer.
function choicesOf({ frequencies }: Offer, now: LoadedPlan): Offer['frequencies'] {
  if (!now) return frequencies
  const value = NOT_SENT.includes(now.frequency) ? '' : now.frequency
  const kept = frequencies.find((each) => each.value === value)
  return [
    kept ?? {
      value,
      label: now.frequency ? `${frequencyName(now.frequency)} (unchanged)` : 'Unchanged (not known)',
    },
    ...frequencies.filter((each) => each !== kept),
  ]
}

const valuesOf = (plan: LoadedPlan): Record<string, string> =>
  Object.fromEntries(
    (plan?.componentValues ?? []).map(({ name, value }) => [name, value === null ? '' : String(value)]),
  )

const UNANSWERED = 'Tenantdesk did not answer, so the outcome is not known. Check before you send it again.'
