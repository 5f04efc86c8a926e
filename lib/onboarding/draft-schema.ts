import * as z from 'zod'
import { NAME_MAX } from '@/lib/accounts/constants'
import type { FieldErrors } from '@/lib/core/errors'
import { wholeText } from '@/lib/core/names'
import { inviteForm, MemberEmail, type Choices } from '@/lib/members/schema'
import { OrderForm, type PlanOrder } from '@/lib/subscriptions/schema'
import { NEW_ZONE_TYPES, readDomains } from '@/lib/zones/constants'
import { ZoneName } from '@/lib/zones/schema'
import { STEPS, type DraftPage, type StepErrors } from './draft-constants'
import {
  Access,
  Customer,
  Order,
  SUBSCRIPTIONS_MAX,
  ZONES_MAX,
  type StepKind,
  type ZoneOrder,
} from './schema'

// What is typed is kept whatever it is; only its size has a limit.
const line = z.string().max(5_000)
const list = z.string().max(100_000)
const ids = z.array(line).max(2_000)
const named = z.record(line, line)

const TypedOrder = z.object({ ratePlanId: line, frequency: line, components: named })
export type TypedOrder = z.infer<typeof TypedOrder>

/** What a draft holds, as typed. */
export const DraftContent = z.object({
  customer: z.object({
    name: line,
    description: line,
    unitId: line,
    type: line,
    businessName: line,
    businessAddress: line,
    businessEmail: line,
    businessPhone: line,
    externalMetadata: line,
    agreementOn: line,
    agreementBy: line,
    confirmDuplicate: z.boolean(),
  }),
  access: z.object({
    /** The people's addresses. */
    text: list,
    grant: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('roles'), roles: ids }),
      z.object({
        kind: z.literal('policies'),
        policies: z.array(z.object({ access: line, permissionGroups: ids, resourceGroups: ids })).max(200),
      }),
    ]),
    likeAccountId: line,
    names: named,
    serviceUser: z.object({ wanted: z.boolean(), email: line, roles: ids }),
  }),
  zones: z.object({
    text: list,
    type: z.enum(NEW_ZONE_TYPES),
    /** Of domains that are to be of another type, by name. */
    types: z.record(line, z.enum(NEW_ZONE_TYPES)),
  }),
  /** A plan without an id is none: the zone stays as Cloudflare makes it. */
  plans: z.object({ each: z.boolean(), all: TypedOrder, by: z.record(line, TypedOrder) }),
  subscriptions: z.object({ orders: z.array(TypedOrder).max(200) }),
  /** Steps that somebody has been through: what is wrong in them is shown. */
  left: z.array(z.enum(STEPS)).max(STEPS.length),
})
export type DraftContent = z.infer<typeof DraftContent>

const CustomerStep = Customer.extend({ confirmDuplicate: z.boolean() })

const ServiceUserForm = Access.shape.serviceUser
  .unwrap()
  .extend({ email: z.string().trim().pipe(MemberEmail) })

const NOBODY: ReadonlySet<string> = new Set()

const AccessStep = DraftContent.shape.access.transform((typed, context): Access => {
  const { text, grant, likeAccountId, names, serviceUser: user } = typed
  const people = text.trim() === '' ? null : inviteForm(NOBODY).safeParse({ text, grant })
  const service = user.wanted ? ServiceUserForm.safeParse(user) : null
  for (const { path, message } of people?.error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message })
  for (const { path, message } of service?.error?.issues ?? [])
    context.addIssue({
      code: 'custom',
      path: ['serviceUser', ...path],
      message:
        path[0] === 'email' && user.email.trim() === ''
          ? 'Enter an email address for the service user.'
          : message,
    })
  if ((people || service) && likeAccountId === '')
    context.addIssue({
      code: 'custom',
      path: ['likeAccountId'],
      message: 'Choose the account whose roles and groups are offered.',
    })
  if (context.issues.length > 0) return z.NEVER
  return {
    emails: people?.data?.text ?? [],
    grant: people?.data?.grant ?? null,
    likeAccountId: likeAccountId || null,
    names,
    serviceUser: service?.data ?? null,
  }
})

const ZonesStep = DraftContent.shape.zones.transform(({ text, type, types }, context) => {
  const { domains, invalid } = readDomains(text)
  const say = (message: string) => context.addIssue({ code: 'custom', path: ['text'], message })
  if (invalid.length === 1) say(ZoneName.safeParse(invalid[0]).error?.issues[0]?.message ?? '')
  if (invalid.length > 1) say(`Correct or remove: ${invalid.join(', ')}`)
  if (domains.length > ZONES_MAX) say(`Add at most ${ZONES_MAX} domains at once.`)
  return domains.map(({ name }) => ({ name, type: types[name] ?? type }))
})

const ORDERED = OrderForm.transform(({ ratePlanId, frequency, components }): PlanOrder => ({
  ratePlanId,
  frequency,
  componentValues: Object.entries(components).flatMap(([name, value]) =>
    value === '' ? [] : [{ name, value: Number(value) }],
  ),
}))

/** Gives each of the zones its plan. */
function plansStep(zones: Omit<ZoneOrder, 'plan'>[]) {
  return DraftContent.shape.plans.transform(({ each, all, by }, context): ZoneOrder[] =>
    zones.map((zone) => {
      const typed = each ? by[zone.name] : all
      if (!typed || typed.ratePlanId === '') return { ...zone, plan: null }
      const { data, error } = ORDERED.safeParse(typed)
      const at = each ? ['by', zone.name] : ['all']
      for (const { path, message } of error?.issues ?? [])
        context.addIssue({ code: 'custom', path: [...at, ...path], message })
      return { ...zone, plan: data ?? null }
    }),
  )
}

const SubscriptionsStep = z.object({
  orders: z
    .array(ORDERED)
    .max(SUBSCRIPTIONS_MAX, `Order at most ${SUBSCRIPTIONS_MAX} subscriptions at once.`),
})

/** What a draft orders, or null and what is wrong with it by step. */
export function orderOfDraft(draft: DraftContent): { order: Order | null; errors: StepErrors } {
  const customer = CustomerStep.safeParse(draft.customer)
  const access = AccessStep.safeParse(draft.access)
  const zones = ZonesStep.safeParse(draft.zones)
  const plans = plansStep(zones.data ?? []).safeParse(draft.plans)
  const subscriptions = SubscriptionsStep.safeParse(draft.subscriptions)
  const errors = {
    customer: fieldsOf(customer),
    access: fieldsOf(access),
    zones: fieldsOf(zones),
    plans: fieldsOf(plans),
    subscriptions: fieldsOf(subscriptions),
  }
  if (!customer.data || !access.data || !zones.data || !plans.data || !subscriptions.data)
    return { order: null, errors }
  const { confirmDuplicate, ...who } = customer.data
  return {
    order: {
      customer: who,
      access: access.data,
      zones: plans.data,
      subscriptions: subscriptions.data.orders,
      confirmDuplicate,
    },
    errors,
  }
}

function fieldsOf({ error }: z.ZodSafeParseResult<unknown>): FieldErrors {
  const fields: FieldErrors = {}
  for (const { path, message } of error?.issues ?? []) fields[path.join('.')] ??= message
  return fields
}

export const CreateDraft = z.object({ templateId: z.uuid().nullable() })
export const OneDraft = z.object({ draftId: z.uuid() })
export const SaveDraft = OneDraft.extend({
  /** What it was saved as before: where it is another by now, nothing is overwritten. */
  version: z.number().int().min(1),
  content: DraftContent,
})
const Title = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(NAME_MAX, `This can have at most ${NAME_MAX} characters.`)
  .superRefine(wholeText)
export const RenameDraft = OneDraft.extend({ title: Title })

export const SaveTemplate = OneDraft.extend({
  /** The one that is changed, or null for a new one. */
  templateId: z.uuid().nullable(),
  name: Title,
  description: z.string().trim().max(500, 'This can have at most 500 characters.').superRefine(wholeText),
})
export const RenameTemplate = SaveTemplate.pick({ name: true, description: true }).extend({
  templateId: z.uuid(),
})
export const OneTemplate = z.object({ templateId: z.uuid() })

/** A draft as somebody has it open. */
export type DraftView = {
  id: string
  title: string
  version: number
  content: DraftContent
  savedBy: string
  savedAt: string
  /** Whether it was begun with a template: what came from there need not be asked again. */
  template: string | null
  runId: string | null
}

export type SaveAnswer =
  | { status: 'saved'; version: number; title: string }
  /** Somebody else has saved meanwhile, and nothing was overwritten. */
  | { status: 'changed'; theirs: DraftView }

export type Editor = { name: string; page: DraftPage }
/** What has become of an open draft: who else is at it, and theirs where it is newer. Null: it is gone. */
export type DraftNews = { editors: Editor[]; theirs: DraftView | null; runId: string | null } | null

/** Elsewhere the same is on its way: drafts and runs. */
export type Underway = { href: string; title: string; kind: 'draft' | 'run' }
/** What a domain is found in. */
export type DomainFound = {
  name: string
  accounts: { href: string; name: string }[]
  underway: Underway[]
}
/**
 * Of some of the domains. `next`: from which of them on to ask for more. `notLooked`: those that Cloudflare was not asked
 * for, because the allowance is needed for people.
 */
export type DomainsFound = { found: DomainFound[]; next: number | null; notLooked: string[] }

/** A draft in the list. */
export type DraftRow = {
  id: string
  title: string
  updatedBy: string
  updatedAt: string
  /** Who else has it open. */
  editors: string[]
}

export type TemplateRow = {
  id: string
  name: string
  description: string
  updatedBy: string
  updatedAt: string
}

/** What a new account will offer, as one of the same unit does; without one where there is none. */
export type RolesLike = {
  account: { id: string; name: string } | null
  others: { id: string; name: string }[]
  roles: Choices
}

/** A step of the run to be, with why it is known to be refused. */
export type ReviewedStep = {
  key: string
  kind: StepKind
  subject: string
  calls: number
  refused: string | null
}

/** The dry run of a draft, as of `version`; without steps while something is wrong. */
export type DraftReview = { version: number; errors: StepErrors } & (
  | { steps: null }
  | {
      steps: ReviewedStep[]
      /** Whether the tenant's entitlements could be read. What the agreement refused before is always known. */
      entitlementsRead: boolean
      /** At most. */
      calls: number
      /** Of the allowance, at the moment. */
      free: number
      /** Spent waiting for the allowance. */
      minutes: number
    }
)
