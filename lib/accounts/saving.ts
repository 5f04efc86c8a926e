import 'server-only'
import * as z from 'zod'
import type { Closing } from '@/lib/audit/record'
import { AppError } from '@/lib/core/errors'
import { defineStep } from '@/lib/entry/command'
import { changedSettings, type Account } from '@/lib/tenant-api/accounts'
import type { ManagedAccount } from '@/lib/tenants/access'
import { KYC_FIELDS, KYC_LABELS } from './constants'
import { learningKyc } from './demanded'
import { accountOfAttempt, ACCOUNT_GONE } from './lookup'
import { MaskedKyc, targetOf } from './recorded'
import type { AccountSettings, Kyc } from './schema'
import { SETTINGS_FIELDS, settingsOf } from './settings'

export const SavedSettings = z.object({
  name: z.string(),
  abuseContactEmail: z.string().nullable(),
  enforceTwoFactor: z.boolean().nullable(),
})

type Saving<T> = { account: ManagedAccount; wanted: T; now: T }

export const saveSettings = defineStep({
  name: 'account.update.settings',
  label: 'Save account settings',
  target: 'account',
  remember: {
    request: SavedSettings.extend({ changed: z.array(z.string()) }),
    before: SavedSettings,
    after: SavedSettings,
  },
  targetOf: ({ account }: Saving<AccountSettings> & { changed: string[] }) => targetOf(account),
  requestOf: ({ wanted: { name, abuseContactEmail, enforceTwoFactor }, changed }) => ({
    name,
    abuseContactEmail,
    enforceTwoFactor,
    changed,
  }),
  run: async ({ tenant, before }, { account, wanted, now }) => {
    before(now)
    const send = { name: wanted.name, settings: settingsToSend(account, wanted, now) }
    const after = await tenant.accounts.update(account.id, send)
    return { data: null, target: { name: after.name }, after: settingsOf(after) }
  },
  look: async ({ tenant }, { target, request: { changed = [], ...sent } }) => {
    const account = await accountOfAttempt(tenant, target)
    if (!account) return ACCOUNT_GONE
    const now = settingsOf(account)
    const fields = SETTINGS_FIELDS.filter((field) => changed.includes(field))
    const same = fields.filter((field) => sent[field] === now[field])
    const other = fields.filter((field) => sent[field] !== now[field])
    return {
      ...foundOf(same, other),
      target: targetOf(account),
      after: { ...now, found: other.length === 0 },
    }
  },
})

export const saveProfile = defineStep({
  name: 'account.update.profile',
  label: 'Save Know-Your-Customer data',
  target: 'account',
  remember: { request: MaskedKyc, before: MaskedKyc, after: MaskedKyc },
  targetOf: ({ account }: Saving<Kyc>) => targetOf(account),
  requestOf: ({ wanted }) => wanted,
  digest: ({ wanted, now }) =>
    Object.fromEntries(
      KYC_FIELDS.filter((field) => wanted[field] !== now[field]).map((field) => [field, wanted[field]]),
    ),
  run: async ({ tenant, before }, { account, wanted, now }) => {
    before(now)
    await learningKyc(account.tenantId, wanted, () => tenant.profiles.replace(account.id, wanted))
    return { data: null, after: wanted }
  },
  look: async ({ tenant }, { target, compare }) => {
    const account = await accountOfAttempt(tenant, target)
    if (!account) return ACCOUNT_GONE
    const profile = await tenant.profiles.get(account.id)
    const compared = compare(profile ?? {})
    if (!profile || !compared.same)
      return {
        phase: 'unknown',
        says:
          compared.same === null && compared.why === 'none'
            ? 'nothing was kept to compare the current state with.'
            : profile
              ? 'the secret needed to compare what was sent has changed since.'
              : 'Cloudflare does not offer the Know-Your-Customer data to compare.',
        target: targetOf(account),
      }
    return {
      ...foundOf(compared.same, compared.other),
      target: targetOf(account),
      after: { ...profile, found: compared.other.length === 0 },
    }
  },
})

/** `same`: the changed fields that are there as they were sent; `other`: those that are not. */
function foundOf(same: string[], other: string[]): { phase: Closing['phase']; says: string; data: null } {
  if (same.length + other.length === 0)
    return { phase: 'unknown', says: 'it was not kept which fields were to change.', data: null }
  const says =
    other.length === 0
      ? 'the account has what was sent.'
      : same.length === 0
        ? 'the account does not have what was sent.'
        : `${listed(same.map(labelOf))} as sent, ${listed(other.map(labelOf))} not as sent.`
  const phase = other.length === 0 ? 'succeeded' : same.length === 0 ? 'failed' : 'unknown'
  return { phase, says, data: null }
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

/**
 * All settings to send, undefined for none. Only what differs is changed: an account that does not tell its two-factor
 * setting keeps not telling it.
 */
function settingsToSend(
  { rawSettings }: Account,
  { enforceTwoFactor, abuseContactEmail }: AccountSettings,
  now: AccountSettings,
): Record<string, unknown> | undefined {
  const change = {
    ...(enforceTwoFactor !== null && enforceTwoFactor !== now.enforceTwoFactor && { enforceTwoFactor }),
    ...(abuseContactEmail !== now.abuseContactEmail && { abuseContactEmail: abuseContactEmail || null }),
  }
  if (rawSettings) return changedSettings(rawSettings, change)
  if (Object.keys(change).length === 0) return undefined
  throw new AppError(
    'unavailable',
    'Cloudflare does not show this account’s settings, and saving replaces all of them. You can save the name alone; change the settings in Cloudflare’s dashboard.',
  )
}
