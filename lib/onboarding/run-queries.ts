import 'server-only'
import { domainToUnicode } from 'node:url'
import * as z from 'zod'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { AppError, type ErrorCode, type FieldErrors } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { OnboardingRun, OnboardingStep, Prisma } from '@/lib/db/generated/client'
import { defineQuery } from '@/lib/entry/query'
import { addressesOf, type Addresses, type Hidden } from './ordered'
import { readKey, resultOf } from './results'
import { madeFor } from './run/attending'
import { MOVING, RUNS_PAGE, STUCK_AFTER_MS } from './run-constants'
import type { Leftover, Leftovers, RunChoices, RunsQuery, Sheet } from './run-schema'
import type { RunRow, RunView, StepView } from './schema'
import { problemsOf, sheetOf } from './sheet'

/** A run with its checklist. Throws `not_found`. */
export const runDetails = defineQuery({
  permission: 'onboarding.read',
  run: async (id: string): Promise<RunView> => {
    const staff = await requirePermission('onboarding.read')
    const { steps, ...run } = await found(id)
    const addresses = addressesOf(run, staff.role)
    const attended = await attendedFor(run, steps)
    return {
      ...toView(run),
      problems: problemsOf(steps),
      steps: steps.map((step) => ({
        ...toStep(step, { run, steps, addresses }),
        attended: step.key === 'service-user' ? attended : 'no',
      })),
    }
  },
})

/** One page of all runs, the latest first, of the chosen tenant where one is chosen. */
export const runsPage = defineQuery({
  permission: 'onboarding.read',
  run: async (query: RunsQuery): Promise<{ rows: RunRow[]; totalCount: number }> => {
    const where = matching(query)
    const [runs, totalCount] = await Promise.all([
      db().onboardingRun.findMany({
        where,
        omit: { content: true },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        skip: (query.page - 1) * RUNS_PAGE,
        take: RUNS_PAGE,
      }),
      db().onboardingRun.count({ where }),
    ])
    const counted = await db().onboardingStep.groupBy({
      by: ['runId', 'state'],
      where: { runId: { in: runs.map(({ id }) => id) } },
      _count: true,
    })
    const count = (id: string, counts: (state: OnboardingStep['state']) => boolean) =>
      counted.reduce((sum, each) => sum + (each.runId === id && counts(each.state) ? each._count : 0), 0)
    return {
      rows: runs.map((run) => ({
        ...toView(run),
        done: count(run.id, (state) => state === 'done'),
        of: count(run.id, (state) => state !== 'skipped'),
      })),
      totalCount,
    }
  },
})

/** Who has started runs, and which templates there are. */
export const runChoices = defineQuery({
  permission: 'onboarding.read',
  run: async (): Promise<RunChoices> => {
    const [people, templates] = await Promise.all([
      db().onboardingRun.groupBy({ by: ['startedBy'], _max: { startedByEmail: true } }),
      db().onboardingTemplate.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } }),
    ])
    return {
      people: people
        .map(({ startedBy, _max }) => ({ value: startedBy, label: _max.startedByEmail ?? startedBy }))
        .sort((one, other) => one.label.localeCompare(other.label, 'en')),
      templates: templates.map(({ id, name }) => ({ value: id, label: name })),
    }
  },
})

/** What the customer is told at the end; null where no account was made. Throws `not_found`. */
export const runSheet = defineQuery({
  permission: 'onboarding.read',
  run: async (id: string): Promise<Sheet | null> => {
    const staff = await requirePermission('onboarding.read')
    const { steps, ...run } = await found(id)
    return sheetOf(steps, addressesOf(run, staff.role))
  },
})

const REMOVALS = {
  'subscription.cancel': 'subscription',
  'zone.delete': 'zone',
  'member.remove': 'member',
  'account.delete': 'account',
} as const

/**
 * What a run has made, in the order in which it is best removed, and what of it was removed since, as the record has it.
 * Throws `not_found`.
 */
export const runLeftovers = defineQuery({
  permission: 'onboarding.read',
  run: async (id: string): Promise<Leftovers> => {
    const staff = await requirePermission('onboarding.read')
    const { steps, ...run } = await found(id)
    const addresses = addressesOf(run, staff.role)
    const { accountId } = run
    if (!accountId) return { items: [], administrators: [] }
    const removals = await db().auditEvent.findMany({
      // In the sandbox, which is reset, an account of that id may have been deleted before.
      where: {
        accountId,
        action: { in: Object.keys(REMOVALS) },
        phase: 'succeeded',
        at: { gt: run.createdAt },
      },
      select: { action: true, targetId: true, actorEmail: true, at: true },
    })
    const removalOf = (what: Leftover['what'], targetId: string | null): Leftover['removed'] => {
      const found = removals.find(
        ({ action, targetId: removed }) =>
          action === 'account.delete' ||
          (REMOVALS[action as keyof typeof REMOVALS] === what && removed === targetId),
      )
      return found ? { by: found.actorEmail ?? 'Tenantdesk', at: found.at.toISOString() } : null
    }
    const items = steps
      .flatMap((step): Leftover[] => {
        const { kind } = readKey(step.key)
        if (step.state !== 'done' || kind === 'plan' || kind === 'read-back') return []
        const { subject, href } = toStep(step, { run, steps, addresses })
        const mayRemove = kind !== 'service-user' && may(staff.role, PERMISSION[kind])
        const removed = removalOf(kind, step.targetId)
        return [{ key: step.key, what: kind, subject, href: hrefToRemove(kind, href), mayRemove, removed }]
      })
      .sort((one, other) => REMOVED_IN.indexOf(one.what) - REMOVED_IN.indexOf(other.what))
    const handsOver =
      may(staff.role, 'onboarding.provision') && items.some((each) => !each.mayRemove && !each.removed)
    return { items, administrators: handsOver ? await administrators() : [] }
  },
})

const PERMISSION = {
  subscription: 'subscriptions.cancel',
  zone: 'zones.delete',
  member: 'members.remove',
  account: 'accounts.delete',
} as const
const REMOVED_IN: Leftover['what'][] = ['subscription', 'zone', 'member', 'service-user', 'account']

// An account is deleted where its settings are.
const hrefToRemove = (what: Leftover['what'], href: string | null) =>
  href && what === 'account' ? `${href}/settings` : href

/** Those who were here last come first: they are most likely to be here now. */
async function administrators(): Promise<string[]> {
  const there = { role: 'admin', disabledAt: null } as const
  const seen = await db().staffSession.findMany({
    where: { staff: there },
    orderBy: { lastSeenAt: 'desc' },
    take: 100,
    select: { staff: { select: { name: true, email: true } } },
  })
  const all = await db().staff.findMany({
    where: there,
    orderBy: { email: 'asc' },
    take: 100,
    select: { name: true, email: true },
  })
  const people = [...seen.map(({ staff }) => staff), ...all]
  return [...new Set(people.map(({ name, email }) => `${name} (${email})`))]
}

async function found(id: string): Promise<OnboardingRun & { steps: OnboardingStep[] }> {
  const run =
    z.uuid().safeParse(id).success &&
    (await db().onboardingRun.findUnique({
      where: { id },
      include: { steps: { orderBy: { position: 'asc' } } },
    }))
  if (!run) throw new AppError('not_found', 'There is no such run.')
  return run
}

function matching({ q, state, person, template, import: of, from, to, tenant }: RunsQuery) {
  const all: (Prisma.OnboardingRunWhereInput | false | '' | undefined)[] = [
    q && {
      OR: [
        { title: { contains: q, mode: 'insensitive' } },
        ...(isId(q) ? [{ id: q }] : []),
        { accountId: q },
      ],
    },
    state === 'stuck' ? isStuck() : state && { status: state },
    person && { startedBy: person },
    template && { templateId: template },
    of && { importId: of },
    from && { createdAt: { gte: new Date(`${from}T00:00:00Z`) } },
    to && { createdAt: { lt: new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS) } },
    tenant && { tenantId: tenant },
  ]
  return { AND: all.filter((each) => typeof each === 'object') }
}

const DAY_MS = 24 * 60 * 60_000
const isId = (text: string) => z.uuid().safeParse(text).success

/** As `stuck` has it, in the database. */
function isStuck(): Prisma.OnboardingRunWhereInput {
  const long = new Date(Date.now() - STUCK_AFTER_MS)
  return {
    status: { in: [...MOVING] },
    movedAt: { lt: long },
    AND: [
      { OR: [{ wakeAt: null }, { wakeAt: { lt: long } }] },
      { OR: [{ status: { not: 'queued' } }, { importId: null }] },
    ],
  }
}

/** A row of a file waits for those before it, as long as that takes. */
function stuck({ status, movedAt, wakeAt, importId }: Omit<OnboardingRun, 'content'>): boolean {
  if (!MOVING.includes(status) || (status === 'queued' && importId)) return false
  return Date.now() - Math.max(movedAt.getTime(), wakeAt?.getTime() ?? 0) > STUCK_AFTER_MS
}

function toView(run: Omit<OnboardingRun, 'content'>): Omit<RunView, 'steps' | 'problems'> {
  const { id, title, status, reason, accountId, draftId, templateId, importId, row } = run
  return {
    id,
    title,
    status,
    reason,
    wakeAt: iso(run.wakeAt),
    stuck: stuck(run),
    stopping: run.stopAskedAt !== null && run.endedAt === null,
    startedBy: run.startedByEmail,
    createdAt: run.createdAt.toISOString(),
    movedAt: run.movedAt.toISOString(),
    endedAt: iso(run.endedAt),
    accountId,
    draftId,
    templateId,
    importId,
    row,
  }
}

type Around = { run: OnboardingRun; steps: OnboardingStep[]; addresses: Addresses }

function toStep(step: OnboardingStep, around: Around): StepView {
  const { key, state, message, errorCode, requestId, ray } = step
  const { kind } = readKey(key)
  return {
    key,
    kind,
    subject: subjectOf(key, around),
    state,
    message,
    errorCode: errorCode as ErrorCode | null,
    fields: (step.fields ?? {}) as FieldErrors,
    requestId,
    ray,
    href: hrefOf(step, around),
    attendHref: attendHrefOf(step, around.run),
    attended: 'no',
    // While it is sent, only whoever takes over has to know.
    nextLookAt: state === 'sending' ? null : iso(step.nextLookAt),
    startedAt: iso(step.startedAt),
    endedAt: iso(step.endedAt),
  }
}

function subjectOf(key: string, { run, addresses }: Around): string {
  const { kind, which } = readKey(key)
  switch (kind) {
    case 'account':
      return run.title
    case 'member': {
      const person = `person ${Number(which) + 1}`
      return addresses.shown
        ? (addresses.people[Number(which)] ?? person)
        : `${person} (${HIDDEN[addresses.why]})`
    }
    case 'service-user':
      return addresses.shown ? (addresses.serviceUser ?? '') : `(${HIDDEN[addresses.why]})`
    case 'zone':
    case 'plan':
      return domainToUnicode(which) || which
    case 'subscription':
      return which
    case 'read-back':
      return ''
  }
}

const HIDDEN: Record<Hidden, string> = {
  masked: 'address masked',
  removed: 'address removed',
  unreadable: 'address cannot be read',
}

function hrefOf(step: OnboardingStep, { run, steps }: Around): string | null {
  if (step.state !== 'done' || !run.accountId) return null
  const account = `/accounts/${encodeURIComponent(run.accountId)}`
  const { kind, which } = readKey(step.key)
  const at = (room: string, id: string | null | undefined) =>
    id ? `${account}/${room}/${encodeURIComponent(id)}` : null
  switch (kind) {
    case 'account':
      return account
    case 'member':
      return at('members', step.targetId ?? resultOf('member', step.result)?.memberId)
    case 'zone':
      return at('zones', step.targetId ?? resultOf('zone', step.result)?.zoneId)
    case 'plan': {
      const zone = steps.find(({ key }) => key === `zone:${which}`)
      return at('zones', zone && (zone.targetId ?? resultOf('zone', zone.result)?.zoneId))
    }
    case 'subscription':
      return at('subscriptions', step.targetId ?? resultOf('subscription', step.result)?.subscriptionId)
    case 'service-user':
      return '/service-users'
    case 'read-back':
      return null
  }
}

/** The form of a service user. Its key is the step's, so that one step makes at most one. */
function attendHrefOf({ key, state, idempotencyKey }: OnboardingStep, run: OnboardingRun): string | null {
  if (key !== 'service-user' || state === 'done' || !run.accountId) return null
  const form = new URLSearchParams({ account: run.accountId, form: idempotencyKey, run: run.id })
  return `/service-users/new?${form}`
}

/** How far somebody is with the service user that a run waits for. */
async function attendedFor(
  { status, accountId }: OnboardingRun,
  steps: OnboardingStep[],
): Promise<StepView['attended']> {
  const waits = steps.some(({ key, state }) => key === 'service-user' && state === 'paused')
  const made = status === 'paused' && accountId && waits && (await madeFor(accountId))
  return !made ? 'no' : made.memberId ? 'joined' : 'made'
}

const iso = (date: Date | null) => date?.toISOString() ?? null
