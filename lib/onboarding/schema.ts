import * as z from 'zod'
import { CreateAccount, Kyc } from '@/lib/accounts/schema'
import type { ErrorCode, FieldErrors } from '@/lib/core/errors'
import { wholeText } from '@/lib/core/names'
import { INVITE_MAX } from '@/lib/members/constants'
import { Grant, MemberEmail } from '@/lib/members/schema'
import { RUNS_AT_ONCE } from './run-constants'
import { PlanOrder } from '@/lib/subscriptions/schema'
import { ZoneForm } from '@/lib/zones/schema'

const Id = z.string().min(1).max(64)
const Day = z.iso.date('Enter a date, such as 2026-11-30.')

/** Ours: one run should end within the day. */
export const ZONES_MAX = 200
export const SUBSCRIPTIONS_MAX = 50

/** The customer itself. When and by whom the agreement was accepted is kept here; Cloudflare is not told. */
export const Customer = Kyc.extend({
  name: CreateAccount.shape.name,
  description: CreateAccount.shape.description,
  unitId: CreateAccount.shape.unitId,
  type: CreateAccount.shape.type,
  agreementOn: Day.or(z.literal('')),
  agreementBy: z.string().trim().max(120, 'This can have at most 120 characters.').superRefine(wholeText),
})
export type Customer = z.infer<typeof Customer>

/** Who gets in. A new account has no roles to read, so they are chosen as another account of the tenant offers them. */
export const Access = z.object({
  emails: z.array(MemberEmail).max(INVITE_MAX, `Invite at most ${INVITE_MAX} people at once.`),
  /** Null where nobody is invited. */
  grant: Grant.nullable(),
  /** The account whose roles and groups were chosen from. */
  likeAccountId: Id.nullable(),
  /** What the chosen ids are called there: an account that has not the id is looked through by name. */
  names: z.record(z.string(), z.string()),
  /** Made last, by a person: its key is shown once. */
  serviceUser: z
    .object({ email: MemberEmail, roles: z.array(Id).min(1, 'Choose at least one role.').max(100) })
    .nullable(),
})
export type Access = z.infer<typeof Access>

/** `plan` null: the zone stays as Cloudflare makes it, which is Free. */
export const ZoneOrder = ZoneForm.extend({ plan: PlanOrder.nullable() })
export type ZoneOrder = z.output<typeof ZoneOrder>

// Steps are known by these names.
function eachOnce(names: string[], { addIssue }: z.RefinementCtx): void {
  const again = names.find((name, index) => names.indexOf(name) !== index)
  if (again) addIssue({ code: 'custom', message: `${again} is there twice. Remove one of them.` })
}

/** All that a run makes of one customer. Only what was checked gets into it. */
export const Order = z.object({
  customer: Customer,
  access: Access,
  zones: z
    .array(ZoneOrder)
    .max(ZONES_MAX, `Add at most ${ZONES_MAX} domains at once.`)
    .superRefine((zones, context) =>
      eachOnce(
        zones.map(({ name }) => name),
        context,
      ),
    ),
  subscriptions: z
    .array(PlanOrder)
    .max(SUBSCRIPTIONS_MAX, `Order at most ${SUBSCRIPTIONS_MAX} subscriptions at once.`)
    .superRefine((orders, context) =>
      eachOnce(
        orders.map(({ ratePlanId }) => ratePlanId),
        context,
      ),
    ),
  /** Somebody saw that there are accounts of this name, and wants another. */
  confirmDuplicate: z.boolean(),
})
export type Order = z.output<typeof Order>

export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'paused',
  'stopped',
  'completed',
  'problems',
] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

export const STEP_KINDS = [
  'account',
  'member',
  'zone',
  'plan',
  'subscription',
  'service-user',
  'read-back',
] as const
export type StepKind = (typeof STEP_KINDS)[number]
export type StepState = 'waiting' | 'sending' | 'done' | 'paused' | 'unknown' | 'skipped' | 'failed'

/** A row of the checklist as the screen shows it. */
export type StepView = {
  key: string
  kind: StepKind
  /** What is made, such as a domain; an address only for whoever may see it. */
  subject: string
  state: StepState
  message: string | null
  errorCode: ErrorCode | null
  /** What is wrong at which field of its form, where a person can mend it. */
  fields: FieldErrors
  requestId: string | null
  ray: string | null
  /** Where what was made is to be seen. */
  href: string | null
  /** Where a person does what the run does not do by itself. */
  attendHref: string | null
  /** How far a person is with that, where the run does not know yet: it is there, or a member of the account too. */
  attended: 'no' | 'made' | 'joined'
  nextLookAt: string | null
  startedAt: string | null
  endedAt: string | null
}

export type RunView = {
  id: string
  title: string
  status: RunStatus
  /** Why it waits, or does not go on. */
  reason: string | null
  wakeAt: string | null
  /** What is not there as it was ordered, a sentence each. */
  problems: string[]
  /** It has made no progress for a while, and nobody waits for anything. */
  stuck: boolean
  stopping: boolean
  startedBy: string
  createdAt: string
  /** When a step last moved. */
  movedAt: string
  endedAt: string | null
  accountId: string | null
  draftId: string | null
  templateId: string | null
  importId: string | null
  row: number | null
  steps: StepView[]
}
export type RunRow = Omit<RunView, 'steps' | 'problems'> & { done: number; of: number }

export const RunIds = z.object({ runIds: z.array(z.uuid()).max(RUNS_AT_ONCE) })
/** What an act on several runs came to for one of them. */
export type RunOutcome = { runId: string; done: boolean; message: string | null }
export const OneStep = z.object({ runId: z.uuid(), key: z.string().min(1).max(300) })
/** What of the order is changed before the step goes on: the part that its own form holds. */
export const MendStep = OneStep.extend({
  part: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('account'), customer: Customer, confirmDuplicate: z.boolean() }),
    z.object({ kind: z.literal('member'), email: MemberEmail, grant: Grant }),
    z.object({ kind: z.literal('zone'), zone: ZoneForm }),
    z.object({ kind: z.literal('plan'), plan: PlanOrder }),
    z.object({ kind: z.literal('subscription'), order: PlanOrder }),
  ]),
})
export type MendStep = z.output<typeof MendStep>
