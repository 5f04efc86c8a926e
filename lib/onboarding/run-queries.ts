import 'server-only'
import * as z from 'zod'
import { requirePermission } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { OnboardingRun, OnboardingStep, Prisma } from '@/lib/db/generated/client'
import { defineDownload, type Batches } from '@/lib/entry/download'
import { defineQuery } from '@/lib/entry/query'
import { attendedFor, runWithSteps, toStep } from './checklist'
import { addressesOf } from './ordered'
import { OPEN, RUNS_AT_ONCE, RUNS_PAGE } from './run-constants'
import { RunsQuery, type ChosenRun, type RunChoices, type RunList, type Sheet } from './run-schema'
import type { RunRow, RunView } from './schema'
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
    const [rows, totalCount, openCount] = await Promise.all([
      runRows(where, { skip: (query.page - 1) * RUNS_PAGE, take: RUNS_PAGE }),
      db().onboardingRun.count({ where }),
      db().onboardingRun.count({ where: openAmong(query) }),
    ])
    return { rows, totalCount, openCount }
  },
})

export const exportRuns = defineDownload<RunRow>({
  name: 'onboarding.runs.export',
  label: 'Export onboarding runs',
  target: 'run',
  permission: 'customers.export',
  file: 'runs',
  plan: (params) => {
    const query = RunsQuery.parse(params)
    const { page: _, ...filters } = query
    return {
      filter: Object.fromEntries(Object.entries(filters).filter(([, value]) => value)),
      idOf: ({ id }) => id,
      columns: {
        Customer: (row) => row.title,
        'Run ID': (row) => row.id,
        State: (row) => (row.stuck ? 'stuck' : row.status),
        'Steps done': (row) => row.done,
        Steps: (row) => row.of,
        Reason: (row) => row.reason,
        'Account ID': (row) => row.accountId,
        'Started by': (row) => row.startedBy,
        Started: (row) => row.createdAt,
        Ended: (row) => row.endedAt,
      },
      open: (_report, all) => everyRun(matching(all ? RunsQuery.parse({ tenant: query.tenant }) : query)),
    }
  },
})

/** Runs made meanwhile come before the first and move none: each batch goes on after the last run of the one before. */
async function* everyRun(where: Prisma.OnboardingRunWhereInput): Batches<RunRow> {
  for (let last: string | null = null; ;) {
    const rows: RunRow[] = await runRows(where, {
      take: EXPORT_BATCH,
      ...(last && { skip: 1, cursor: { id: last } }),
    })
    if (rows.length > 0) yield rows
    if (rows.length < EXPORT_BATCH) return true
    last = rows.at(-1)!.id
  }
}

const EXPORT_BATCH = 100

/** The latest first. */
async function runRows(
  where: Prisma.OnboardingRunWhereInput,
  part: { skip?: number; take: number; cursor?: { id: string } },
): Promise<RunRow[]> {
  const runs = await db().onboardingRun.findMany({
    where,
    omit: { content: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...part,
  })
  const counted = await db().onboardingStep.groupBy({
    by: ['runId', 'state'],
    where: { runId: { in: runs.map(({ id }) => id) } },
    _count: true,
  })
  const count = (id: string, wanted: (state: OnboardingStep['state']) => boolean) =>
    counted.reduce((sum, each) => sum + (each.runId === id && wanted(each.state) ? each._count : 0), 0)
  return runs.map((run) => ({
    ...toView(run),
    done: count(run.id, (state) => state === 'done'),
    of: count(run.id, (state) => state !== 'skipped'),
  }))
}

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
