import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { SEED } from '@/lib/sandbox/seed'
import { asWorker, type App, type Call } from './app'

type Order = Parameters<typeof import('@/lib/onboarding/starting').startRun>[1]['order']

const SAMPLES = 20
export const WINDOW_MS = 300_000

/** Starts runs in the database of a running app, whose process works at them. */
export class Runs {
  private readonly staff = { id: randomUUID(), email: `bench-${randomUUID().slice(0, 8)}@example.com` }

  constructor(
    private readonly app: App,
    dataDir: string,
  ) {
    asWorker(app, dataDir)
  }

  async open(): Promise<void> {
    const { db } = await import('@/lib/db/client')
    await db().staff.create({ data: { ...this.staff, name: 'Bench', role: 'operator' } })
  }

  /** Milliseconds from the commit of a run to its first call upstream. */
  async firstCalls(): Promise<number[]> {
    const found: number[] = []
    for (let sample = 0; sample < SAMPLES; sample++) {
      await this.app.control('DELETE', '/calls')
      await this.start([`First ${randomUUID()}`])
      const begun = Date.now()
      for (let first: Call & { at: string }; ; await setTimeout(20)) {
        ;[first] = await this.app.look<[Call & { at: string }]>('/calls')
        if (!first) continue
        found.push(Math.max(0, Date.parse(first.at) - begun))
        break
      }
      await this.ended()
    }
    return found
  }

  /** Provisions so many customers; returns how long that took over the least that the allowance permits. */
  async all(customers: number, limit: number): Promise<{ took: number; least: number; calls: number }> {
    await this.app.control('DELETE', '/calls')
    const begun = Date.now()
    await this.start(Array.from({ length: customers }, (_, number) => `Customer ${number} ${randomUUID()}`))
    await this.ended()
    const took = Date.now() - begun
    const calls = (await this.app.look<Call[]>('/calls')).length
    // A whole window's calls may go at once, and the same again when it is over.
    const least = Math.max(1, Math.ceil(calls / limit) - 1) * WINDOW_MS
    return { took, least, calls }
  }

  private async start(names: string[]): Promise<void> {
    const { db } = await import('@/lib/db/client')
    const { startRun } = await import('@/lib/onboarding/starting')
    for (const name of names)
      await db().$transaction((tx) => startRun(tx, { order: order(name), staff: this.staff }))
  }

  private async ended(): Promise<void> {
    const { db } = await import('@/lib/db/client')
    while ((await db().onboardingRun.count({ where: { endedAt: null } })) > 0) {
      const paused = await db().onboardingRun.findFirst({ where: { status: 'paused' } })
      if (paused) throw new Error(`A run is paused: ${paused.reason}`)
      await setTimeout(200)
    }
  }
}

/** A customer of four changes: account, member, zone and subscription. */
function order(name: string): Order {
  const role = '05784afa30c1afe1440e79d9351c7430'
  const domain = `${name.toLowerCase().replaceAll(' ', '-')}.com`
  return {
    customer: {
      name,
      description: '',
      unitId: SEED.units.direct.id,
      type: 'standard',
      businessName: '',
      businessAddress: '',
      businessEmail: '',
      businessPhone: '',
      externalMetadata: '',
      agreementOn: '',
      agreementBy: '',
    },
    access: {
      emails: [`owner@${domain}`],
      grant: { kind: 'roles', roles: [role] },
      likeAccountId: null,
      names: {},
      serviceUser: null,
    },
    zones: [{ name: domain, type: 'full', plan: null }],
    subscriptions: [{ ratePlanId: 'TEAMS_FREE', frequency: '', componentValues: [] }],
    confirmDuplicate: false,
  }
}
