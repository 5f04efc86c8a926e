/** The sandbox's state, and how it is stored on disk. */
import { createHash, randomBytes } from 'node:crypto'
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxSettings } from './settings'

export interface AccountSettings {
  enforce_twofactor: boolean | null
  abuse_contact_email: string | null
  api_access_enabled: boolean | null
  access_approval_expiry: string | null
  default_nameservers: string | null
  use_account_custom_ns_by_default: boolean | null
}

export interface Kyc {
  business_name: string
  business_address: string
  business_email: string
  business_phone: string
  external_metadata: string
}

export interface LogpushJob {
  id: number
  name: string
  dataset: string
  enabled: boolean
  destination_conf: string
  /** Set for a job of a zone, absent for a job of the account. */
  zone_id?: string
}

/** What PATCH /accounts/{id}/dns_settings changes. */
export interface DnsSettings {
  enforce_dns_only: boolean
  zone_defaults: Record<string, unknown>
}

export interface Account {
  id: string
  name: string
  type?: 'standard' | 'enterprise'
  /** The unit that manages it; null for an account outside every tenant. */
  unit: string | null
  created_on: string
  settings: AccountSettings | null
  /** null: the profile endpoint refuses for this account. */
  kyc: Kyc | null
  tags: Record<string, string>
  gateway: boolean
  access: boolean
  /** The Access organization's name and domain, once set. */
  accessOrganization?: { name?: string; auth_domain?: string }
  /** Whether the account is entitled to Logpush at all. */
  logpush: boolean
  paymentMethod: boolean
  /** Absent: as at first. */
  dns?: DnsSettings
  /** Epoch milliseconds from which lists show it. */
  listedFrom: number
  /** Seeded accounts have a made-up Cloudflare audit history. */
  seeded: boolean
}

export interface Policy {
  id: string
  access: 'allow' | 'deny'
  permission_groups: { id: string }[]
  resource_groups: { id: string }[]
}

export interface Member {
  id: string
  account: string
  user: string
  status: 'accepted' | 'pending' | 'rejected'
  roles: string[]
  policies: Policy[]
  /** Not shown by the API; lets tests know how old an invitation is. */
  invited_on: string
}

export interface User {
  id: string
  email: string
  first_name: string | null
  last_name: string | null
  two_factor: boolean
  created_on: string
  /** Made through POST /users. */
  service: boolean
}

export interface ResourceGroup {
  id: string
  account: string
  name: string
  scope: { key: string; objects: { key: string }[] }
}

export interface Zone {
  id: string
  account: string
  name: string
  type: 'full' | 'partial' | 'secondary' | 'internal'
  status: 'initializing' | 'pending' | 'active' | 'moved'
  paused: boolean
  created_on: string
  modified_on: string
  activated_on: string | null
  /** Epoch milliseconds at which a pending zone turns active by itself; null: never. */
  activatesAt: number | null
  /** Epoch milliseconds of the last activation check. */
  checkedAt?: number
  /** Ordinary plan that `zone.plan` names, whatever partner plan is bound. */
  plan: string
  vanity_name_servers: string[]
}

export interface Subscription {
  id: string
  account: string
  /** Set for a zone's own plan, of which a zone has at most one. */
  zone: string | null
  plan: string
  frequency: string
  state: string
  components: Record<string, number>
  created_date: string
  current_period_start: string
  current_period_end: string
  nextPlan: { id: string; components: Record<string, number>; frequency: string; on: string } | null
  cancelReason: { reason_code: string[]; other: string } | null
  /** Cancelled, and there until its period is over. */
  endsWithPeriod?: boolean
}

export interface TokenPolicy {
  id: string
  effect: 'allow' | 'deny'
  permission_groups: { id: string }[]
  resources: Record<string, unknown>
}

export interface Token {
  id: string
  account: string
  name: string
  status: 'active' | 'disabled' | 'expired'
  policies: TokenPolicy[]
  condition?: { request_ip?: { in?: string[]; not_in?: string[] } }
  issued_on: string
  modified_on: string
  last_used_on: string | null
  expires_on: string | null
  not_before: string | null
  creator: string
  /** SHA-256 of the value: like the real thing, the sandbox cannot show it again. */
  hash: string
}

export interface LogRow {
  id: string
  account: { id: string; name: string }
  action: { description: string; result: 'success' | 'failure'; time: string; type: string }
  actor: {
    id: string
    context: string
    email?: string
    ip_address: string
    token_id?: string
    token_name?: string
    type: string
  }
  raw: { cf_ray_id: string; method: string; status_code: number; uri: string; user_agent: string }
  resource: {
    id: string
    product: string
    type: string
    scope: string
    request?: unknown
    response?: unknown
  }
  zone?: { id: string; name: string }
}

/** What kept running after its account was deleted (tenant-api §2.11). */
export interface Orphan {
  account: string
  account_name: string
  kind: 'gateway' | 'access' | 'logpush'
  id: string
  since: string
}

export interface State {
  seeded_at: string
  settings: SandboxSettings
  accounts: Account[]
  users: User[]
  members: Member[]
  resourceGroups: ResourceGroup[]
  zones: Zone[]
  subscriptions: Subscription[]
  tokens: Token[]
  logpushJobs: LogpushJobOf[]
  /** Changes to organizations, by id. */
  organizationEdits: Record<string, { name?: string; profile?: Kyc }>
  idempotency: Record<string, { body: string; account: string; result: unknown }>
  deleted: { id: string; name: string; at: string }[]
  orphans: Orphan[]
}

export type LogpushJobOf = LogpushJob & { account: string }

/** A new id of 32 hex digits, as Cloudflare's are. */
export function newId(): string {
  return randomBytes(16).toString('hex')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * The state in memory, and two copies on disk: the file itself, replaced as a whole by rename, and a
 * second one written after it, so that a file torn by anything else still leaves the other to read.
 */
export class Store {
  /** Cloudflare's audit log of what was done here, oldest first; kept line by line in a file of its own. */
  log: LogRow[] = []
  private unwritten: LogRow[] = []
  private last: Promise<void> = Promise.resolve()
  private queued: Promise<void> | null = null
  private revision = 0

  private constructor(
    private readonly dir: string,
    private readonly seed: () => State,
    public state: State,
  ) {}

  /** Reads the newest whole copy in `dir`, or seeds and writes one. */
  static async open(dir: string, seed: () => State): Promise<Store> {
    await mkdir(dir, { recursive: true })
    const copies = await Promise.all([readCopy(join(dir, MAIN)), readCopy(join(dir, SECOND))])
    const newest = copies.filter((copy) => copy !== null).sort((a, b) => b.revision - a.revision)[0]
    const store = new Store(dir, seed, newest ? upToDate(newest.state, seed()) : seed())
    store.revision = newest?.revision ?? 0
    if (newest) store.log = await readLog(join(dir, LOG))
    else await store.startOver()
    return store
  }

  /** Resolves once everything changed before the call is on disk. Calls made meanwhile share one write. */
  save(): Promise<void> {
    if (!this.queued) {
      const main = this.last.then(async () => {
        this.queued = null
        const text = pack(++this.revision, this.state)
        const lines = this.unwritten.splice(0).map((row) => `\n${JSON.stringify(row)}`)
        if (lines.length > 0) await appendFile(join(this.dir, LOG), lines.join(''), { mode: 0o600 })
        await replace(join(this.dir, MAIN), text)
        return text
      })
      this.queued = main.then(() => undefined)
      this.last = main.then((text) => replace(join(this.dir, SECOND), text)).catch(() => undefined)
    }
    return this.queued
  }

  /** Waits for both copies. */
  async settle(): Promise<void> {
    await this.last
  }

  record(row: LogRow): void {
    this.log.push(row)
    this.unwritten.push(row)
  }

  /** Resets to the seeds. */
  async startOver(): Promise<void> {
    this.state = this.seed()
    this.log = []
    this.unwritten = []
    await this.last
    await writeFile(join(this.dir, LOG), '', { mode: 0o600 })
    await this.save()
  }
}

const MAIN = 'state.json'
const SECOND = 'state.copy.json'
const LOG = 'audit-log.ndjson'

/** A state written by an older version, with what that version did not know taken from the seeds. */
function upToDate(saved: State, fresh: State): State {
  return { ...fresh, ...saved, settings: { ...fresh.settings, ...saved.settings } }
}

function pack(revision: number, state: State): string {
  const body = JSON.stringify(state)
  return `${JSON.stringify({ revision, sha256: sha256(body) })}\n${body}`
}

async function readCopy(path: string): Promise<{ revision: number; state: State } | null> {
  try {
    const [head, body] = (await readFile(path, 'utf8')).split('\n')
    const { revision, sha256: sum } = JSON.parse(head ?? '')
    return body !== undefined && sha256(body) === sum ? { revision, state: JSON.parse(body) } : null
  } catch {
    return null
  }
}

/** The rows of the log file. Each begins with its line break, so that one torn by a crash spoils no other. */
async function readLog(path: string): Promise<LogRow[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line)]
    } catch {
      return []
    }
  })
}

async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text, { mode: 0o600 })
  await rename(`${path}.tmp`, path)
}
