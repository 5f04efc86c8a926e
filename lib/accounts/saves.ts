import 'server-only'
import { comparedBy, type Digests } from '@/lib/core/digest'
import { db } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Finding } from '@/lib/workflows/sweep'
import type { AccountSettings, Kyc } from './schema'
import { KYC_FIELDS, KYC_LABELS } from './terms'

/** What a save keeps of itself, so that it can be told afterwards whether it was made. */
type Remembered = Partial<AccountSettings> & {
  /** The fields that were to differ. */
  changed?: string[]
  /** Of personal data, which the record does not hold. */
  digests?: Digests
}

export const SETTINGS_FIELDS = ['name', 'abuseContactEmail', 'enforceTwoFactor'] as const

const LATER = 'The outcome was not recorded at the time. Checked later:'

/** Takes an account; returns its settings as they are compared with what was sent. */
export function settingsOf({ name, settings }: Account) {
  const { abuseContactEmail, enforceTwoFactor } = settings
  return { name: name ?? '', abuseContactEmail, enforceTwoFactor }
}

/** For the sweeper: by action, what looking tells of a save whose outcome was never recorded. */
export const SAVE_EYES: Record<
  string,
  (tenant: TenantApi, open: AuditEvent, account: Account) => Promise<Finding>
> = {
  'account.update.settings': settingsSaved,
  'account.update.profile': profileSaved,
  'account.update': wholeSaved,
}

async function settingsSaved(_: TenantApi, open: AuditEvent, account: Account): Promise<Finding> {
  const { changed = [], ...sent } = (open.request ?? {}) as Remembered
  const now = settingsOf(account)
  const fields = SETTINGS_FIELDS.filter((field) => changed.includes(field))
  const same = fields.filter((field) => sent[field] === now[field])
  const other = fields.filter((field) => sent[field] !== now[field])
  return told(same, other, now)
}

async function profileSaved(tenant: TenantApi, open: AuditEvent, account: Account): Promise<Finding> {
  const { digests } = (open.request ?? {}) as Remembered
  const profile = await tenant.profiles.get(account.id)
  const compared = digests && profile && comparedBy(digests, profile, open.operationId)
  if (!compared)
    return {
      phase: 'unknown',
      says: !digests
        ? 'No outcome was recorded, and nothing was kept to compare the current state with.'
        : profile
          ? 'No outcome was recorded, and the secret needed to compare what was sent has changed since.'
          : 'No outcome was recorded, and Cloudflare does not offer the Know-Your-Customer data to compare.',
    }
  return told(compared.same, compared.other, profile)
}

/** A save of several parts: each is a step with an attempt of its own, and one without was not come to. */
async function wholeSaved(tenant: TenantApi, open: AuditEvent, account: Account): Promise<Finding> {
  const { changed = [], description } = (open.request ?? {}) as Remembered
  const rows = await db().auditEvent.findMany({ where: { operationId: open.operationId } })
  const step = async (action: string) => {
    const attempt = rows.find((row) => row.action === action && row.phase === 'attempted')
    if (!attempt) return 'failed'
    const outcome = rows.find((row) => row.attemptId === attempt.id && row.phase !== 'attempted')
    return outcome?.phase ?? (await SAVE_EYES[action]!(tenant, attempt, account)).phase
  }
  const parts: [what: string, phase: string][] = []
  if (SETTINGS_FIELDS.some((field) => changed.includes(field)))
    parts.push(['the name and settings', await step('account.update.settings')])
  if (KYC_FIELDS.some((field) => changed.includes(field)))
    parts.push(['Know-Your-Customer data', await step('account.update.profile')])
  if (changed.includes('description')) {
    const note = await db().accountNote.findUnique({ where: { accountId: account.id } })
    parts.push(['the description', (note?.description ?? '') === description ? 'succeeded' : 'failed'])
  }
  const ended = { succeeded: 'saved', failed: 'not saved', unknown: 'not known' }
  const sentences = Object.entries(ended).flatMap(([phase, word]) => {
    const names = parts.filter((part) => part[1] === phase).map(([what]) => what)
    return names.length > 0 ? [`${word}: ${names.join(' and ')}`] : []
  })
  const phases = new Set(parts.map(([, phase]) => phase))
  return {
    phase:
      phases.size === 0 || phases.has('unknown') ? 'unknown' : phases.has('failed') ? 'failed' : 'succeeded',
    says: `${LATER} ${parts.length > 0 ? sentences.join('; ') : 'what was to be saved is not known'}.`,
    after: { found: true },
  }
}

/** Takes the changed fields that are there as they were sent, and those that are not; returns what became of the save. */
function told(same: string[], other: string[], now: Partial<AccountSettings> | Kyc): Finding {
  if (same.length + other.length === 0)
    return {
      phase: 'unknown',
      says: 'No outcome was recorded, and it was not kept which fields were to change.',
    }
  const part =
    other.length === 0
      ? 'the account has what was sent'
      : same.length === 0
        ? 'the account does not have what was sent'
        : `${listed(same.map(labelOf))} as sent, ${listed(other.map(labelOf))} not as sent`
  const phase = other.length === 0 ? 'succeeded' : same.length === 0 ? 'failed' : 'unknown'
  return { phase, says: `${LATER} ${part}.`, after: { ...now, found: other.length === 0 } }
}

const labelOf = (field: string) => LABELS[field] ?? field
const LABELS: Record<string, string> = {
  name: 'the name',
  abuseContactEmail: 'the abuse contact',
  enforceTwoFactor: 'the two-factor setting',
  ...KYC_LABELS,
}

function listed(names: string[]): string {
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
  return `${list} ${names.length === 1 ? 'is' : 'are'}`
}
