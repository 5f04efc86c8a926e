import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { build as esbuild } from 'esbuild'
import pg from 'pg'
import { compare, type Found, type Upstream } from './chaos/compare'
import { FAULTS, type FaultKind, type Plan } from './chaos/faults'
import { Proxy, type Shared, type Struck } from './chaos/proxy'
import { pick, seeded } from './chaos/random'
import { main, Refusal, step } from './console.mjs'
import { migrate } from './migrations'
import { startThrowawayPostgres } from './postgres'

// Provisions many customers by two processes while everything breaks that can, and compares what is upstream, on record and
// on screen afterwards: `npm run chaos -- --runs 1000 --seed 7`. Against the sandbox, or the upstream that
// CLOUDFLARE_BASE_URL, CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY name (UNIT_ID: where to create).
const MOST_CALLS = 30
const FROZEN_FOR_MS = 20_000
const PATIENCE_MS = 15 * 60_000
const WORKER = path.resolve('node_modules/.cache/tenantdesk/chaos-worker.cjs')

class Chaos {
  private readonly workers: { child: ChildProcess | null; proxy: Proxy; busy: boolean }[] = []
  private restarting = false

  private constructor(
    private readonly postgres: Awaited<ReturnType<typeof startThrowawayPostgres>>,
    private readonly upstream: {
      url: string
      headers: Record<string, string>
      unitId: string
      stop: () => unknown
    },
    private readonly env: Record<string, string>,
    private readonly plans: Plan[],
  ) {}

  static async start(plans: Plan[]): Promise<Chaos> {
    const postgres = await step('Starting PostgreSQL', startThrowawayPostgres)
    await Promise.all([migrate(postgres.ownerUrl, 'tenantdesk'), bundleWorker()])
    const upstream = await upstreamOf()
    const env = {
      DATA_DIR: '.data-chaos',
      DATABASE_URL: postgres.url,
      CLOUDFLARE_EMAIL: upstream.email,
      CLOUDFLARE_API_KEY: upstream.apiKey,
      CLOUDFLARE_CALLS_PER_5_MINUTES: '100000',
      DIRECTORY_REFRESH: 'manual',
      NEXTAUTH_URL: 'http://localhost:3000',
      NEXTAUTH_SECRET: randomUUID(),
      DATA_KEY: randomBytes(32).toString('base64'),
      LOG_LEVEL: 'error',
    }
    Object.assign(process.env, env, { CLOUDFLARE_BASE_URL: upstream.url })
    const chaos = new Chaos(postgres, upstream, env, plans)
    const shared: Shared = {
      plans,
      counts: plans.map(() => 0),
      struck: new Set(),
      ids: new Map(),
      strike: (struck) => chaos.strike(struck),
      changes: [],
    }
    for (const worker of [0, 1]) {
      const proxy = await Proxy.start(worker, upstream.url, shared)
      chaos.workers.push({ child: null, proxy, busy: false })
      await chaos.startWorker(worker)
    }
    return chaos
  }

  /** Starts all runs, and returns once all have ended or nothing has moved for long. */
  async run(patience: number): Promise<void> {
    const { db } = await import('@/lib/db/client')
    const { startRun } = await import('@/lib/onboarding/starting')
    const staff = { id: randomUUID(), email: 'chaos@example.com' }
    await db().staff.create({ data: { ...staff, name: 'Chaos', role: 'operator' } })
    for (const number of this.plans.keys())
      await untilDone(() =>
        db().$transaction((tx) => startRun(tx, { order: order(number, this.upstream.unitId), staff })),
      )
    for (const deadline = Date.now() + patience; Date.now() < deadline; await setTimeout(1_000)) {
      const open = await untilDone(() =>
        db().onboardingRun.count({ where: { status: { in: ['queued', 'running', 'waiting'] } } }),
      )
      if (open === 0) break
    }
    // What is still looked for has its outcome soon, or none.
    await setTimeout(2_000)
  }

  async compare(): Promise<Found> {
    const client = new pg.Client({ connectionString: this.postgres.url })
    await client.connect()
    try {
      return await compare(client, this.reader())
    } finally {
      await client.end()
    }
  }

  async stop(): Promise<void> {
    for (const { child, proxy } of this.workers) {
      child?.kill('SIGKILL')
      proxy.stop()
    }
    await this.upstream.stop()
    this.postgres.stop()
  }

  private async strike({ run, plan: { kind }, worker }: Struck): Promise<void> {
    const { child } = this.workers[worker]!
    switch (kind) {
      case 'killed':
        return this.kill(worker)
      case 'frozen':
        if (this.workers[worker]!.busy) return
        this.workers[worker]!.busy = true
        child?.kill('SIGSTOP')
        void setTimeout(FROZEN_FOR_MS).then(() => {
          child?.kill('SIGCONT')
          this.workers[worker]!.busy = false
        })
        return
      case 'database':
        if (this.restarting) return
        this.restarting = true
        this.postgres.restart()
        this.restarting = false
        return
      case 'stopped':
        return this.askToStop(run)
      case 'stoppedAndKilled':
        await Promise.all([this.askToStop(run), this.kill(worker)])
    }
  }

  private async kill(worker: number): Promise<void> {
    const own = this.workers[worker]!
    if (own.busy) return
    own.busy = true
    own.child?.kill('SIGKILL')
    void this.startWorker(worker).finally(() => (own.busy = false))
  }

  private async askToStop(run: number): Promise<void> {
    const { db } = await import('@/lib/db/client')
    const changing = await import('@/lib/onboarding/run/changing')
    await untilDone(() =>
      db().$transaction(async (tx) => {
        const found = await tx.onboardingRun.findFirst({ where: { title: { startsWith: `Chaos ${run} ` } } })
        if (!found) return
        const open = await changing.openRun(tx, found.id)
        if (open.endedAt === null && open.stopAskedAt === null)
          await changing.askToStop(tx, { id: { in: [open.id] } }, 'chaos')
      }),
    )
  }

  private async startWorker(worker: number): Promise<void> {
    const own = this.workers[worker]!
    const child = spawn(process.execPath, [WORKER], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...this.env, CLOUDFLARE_BASE_URL: own.proxy.url },
    })
    own.child = child
    await new Promise<void>((ready) => {
      child.stdout!.on('data', (said: Buffer) =>
        said.includes('ready') ? ready() : process.stderr.write(said),
      )
      child.once('exit', () => ready())
    })
  }

  private reader(): Upstream {
    const { url, headers } = this.upstream
    const all = async <T>(list: string): Promise<T[]> => {
      const items: T[] = []
      for (let page = 1; ; page++) {
        const answer = await fetch(`${url}${list}${list.includes('?') ? '&' : '?'}page=${page}&per_page=50`, {
          headers,
        })
        const { result } = (await answer.json()) as { result: T[] }
        items.push(...result)
        if (result.length < 50) return items
      }
    }
    return {
      accounts: () => all('/accounts'),
      members: (id) => all(`/accounts/${id}/members`),
      zones: (id) => all(`/zones?account.id=${id}`),
      subscriptions: async (id) => {
        const answer = await fetch(`${url}/accounts/${id}/subscriptions`, { headers })
        return ((await answer.json()) as { result: [] }).result
      },
    }
  }
}

/** The upstream that the environment names, or a sandbox that never says that it is asked too much. */
async function upstreamOf() {
  const {
    CLOUDFLARE_BASE_URL: url,
    CLOUDFLARE_EMAIL: email,
    CLOUDFLARE_API_KEY: apiKey,
    UNIT_ID,
  } = process.env
  if (url && email && apiKey) {
    if (!UNIT_ID) throw new Refusal('Set UNIT_ID to the tenant unit to create accounts in.')
    return { url, email, apiKey, unitId: UNIT_ID, headers: keyOf(email, apiKey), stop: () => {} }
  }
  const { sandbox, CREDENTIALS } = await import('@/lib/sandbox/testing')
  const { SEED } = await import('@/lib/sandbox/seed')
  const playing = await sandbox()
  await playing.control('PUT', '/settings', { budget: { limit: 1_000_000, windowSeconds: 300 } })
  return {
    url: playing.url(),
    email: CREDENTIALS.email,
    apiKey: CREDENTIALS.apiKey,
    unitId: SEED.units.direct.id,
    headers: keyOf(CREDENTIALS.email, CREDENTIALS.apiKey),
    stop: () => playing.stop(),
  }
}

const keyOf = (email: string, key: string) => ({ 'x-auth-email': email, 'x-auth-key': key })

function order(number: number, unitId: string) {
  const empty = {
    businessName: '',
    businessAddress: '',
    businessEmail: '',
    businessPhone: '',
    externalMetadata: '',
  }
  const role = '05784afa30c1afe1440e79d9351c7430'
  return {
    customer: {
      ...empty,
      name: `Chaos ${number} Ltd`,
      description: '',
      unitId,
      type: 'standard',
      agreementOn: '',
      agreementBy: '',
    },
    access: {
      emails: [`person-0.${number}@example.com`, `person-1.${number}@example.com`],
      grant: { kind: 'roles' as const, roles: [role] },
      likeAccountId: null,
      names: {},
      serviceUser: null,
    },
    zones: [
      {
        name: `chaos-${number}-shop.com`,
        type: 'full' as const,
        plan: { ratePlanId: 'PARTNERS_BIZ', frequency: 'monthly', componentValues: [] },
      },
    ],
    subscriptions: [{ ratePlanId: 'TEAMS_FREE', frequency: '', componentValues: [] }],
    confirmDuplicate: false,
  }
}

/** One file, so that a killed worker is back in a second. */
async function bundleWorker(): Promise<void> {
  await esbuild({
    entryPoints: ['scripts/chaos/worker.ts'],
    outfile: WORKER,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    alias: { 'server-only': path.resolve('node_modules/server-only/empty.js') },
    define: { 'import.meta.url': 'here' },
    banner: { js: "const here = require('node:url').pathToFileURL(__filename).href" },
    logLevel: 'error',
  })
}

/** Tries again while the database restarts. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 60_000; ; await setTimeout(250)) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

function report(
  { runs, ended, duplicates, losses, disagreements, unended }: Found,
  { seed, plans, seconds }: { seed: number; plans: Plan[]; seconds: number },
): string {
  const kinds = Object.keys(FAULTS) as FaultKind[]
  const list = (title: string, items: string[]) => [
    `${title}: ${items.length}`,
    ...items.slice(0, 40).map((item) => `  ${item}`),
  ]
  return [
    '',
    `Seed ${seed}: ${runs} runs by two processes in ${seconds.toFixed(0)} s`,
    `Faults: ${kinds.map((kind) => `${kind} ${plans.filter((plan) => plan.kind === kind).length}`).join(', ')}`,
    `Ended: ${Object.entries(ended)
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}`,
    ...list('Duplicates', duplicates),
    ...list('Losses', losses),
    ...list('Disagreements', disagreements),
    ...list('Runs that did not end', unended),
    '',
  ].join('\n')
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      report: { type: 'string' },
      patience: { type: 'string' },
    },
  })
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  if (!(runs >= 1 && Number.isInteger(seed))) throw new Refusal('--runs and --seed are whole numbers.')
  const random = seeded(seed)
  const plans = Array.from({ length: runs }, (): Plan => ({
    kind: pick(FAULTS, random),
    call: 1 + Math.floor(random() * MOST_CALLS),
  }))
  const chaos = await Chaos.start(plans)
  try {
    const began = Date.now()
    await step(`Provisioning ${runs} customers (seed ${seed})`, () =>
      chaos.run(values.patience ? Number(values.patience) * 1000 : PATIENCE_MS),
    )
    const found = await step('Comparing', () => chaos.compare())
    const text = report(found, { seed, plans, seconds: (Date.now() - began) / 1000 })
    console.log(text)
    if (values.report) {
      mkdirSync(path.dirname(values.report), { recursive: true })
      writeFileSync(values.report, text)
    }
    const { duplicates, losses, disagreements, unended } = found
    if ([duplicates, losses, disagreements, unended].some(({ length }) => length > 0)) process.exitCode = 1
  } finally {
    await chaos.stop()
  }
})
process.exit()
