import 'server-only'
import * as z from 'zod'
import { requirePermission } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { OnboardingRun, OnboardingStep, Prisma } from '@/lib/db/generated/client'
import { defineQuery } from '@/lib/entry/query'
import { attendedFor, runWithSteps, toStep } from './checklist'
import { addressesOf } from './ordered'
import { OPEN, RUNS_AT_ONCE, RUNS_PAGE } from './run-constants'
import type { ChosenRun, RunChoices, RunList, RunsQuery, Sheet } from './run-schema'
import type { RunView } from './schema'
import { problemsOf, sheetOf } from './sheet'
import { isStuck, stuck } from './stuck'

/** A run with its checklist. Throws `not_found`. */
export const runDetails = defineQuery({
  permission: 'onboarding.read',
  run: async (id: string): Promise<RunView> => {
    const staff = await requirePermission('onboarding.read')
    const { steps, ...run } = await runWithSteps(id)
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
  run: async (query: RunsQuery): Promise<RunList> => {
    const where = matching(query)
    const [runs, totalCount, openCount] = await Promise.all([
      db().onboardingRun.findMany({
        where,
        omit: { content: true },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        skip: (query.page - 1) * RUNS_PAGE,
        take: RUNS_PAGE,
      }),
      db().onboardingRun.count({ where }),
      db().onboardingRun.count({ where: openAmong(query) }),
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
      openCount,
    }
  },
})

/** All runs that match and have not ended, for an act on them: as many as one act takes. */
export const openRunsMatching = defineQuery({
  permission: 'onboarding.import',
  run: (query: RunsQuery): Promise<ChosenRun[]> =>
    db().onboardingRun.findMany({
      where: openAmong(query),
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: RUNS_AT_ONCE,
      select: { id: true, title: true },
    }),
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
    const { steps, ...run } = await runWithSteps(id)
    return sheetOf(steps, addressesOf(run, staff.role))
  },
})

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

const openAmong = (query: RunsQuery) =>
  ({ AND: [matching(query), { status: { in: [...OPEN] } }] }) satisfies Prisma.OnboardingRunWhereInput

const DAY_MS = 24 * 60 * 60_000
const isId = (text: string) => z.uuid().safeParse(text).success

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

const iso = (date: Date | null) => date?.toISOString() ?? null
