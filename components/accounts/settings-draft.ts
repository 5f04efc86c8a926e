'use client'
import { z } from 'zod'
import { EMPTY_KYC, type AccountSettings } from '@/lib/accounts/schema'

/** What is typed and not saved, with the settings that the form was loaded with. */
export type SettingsDraft = { values: AccountSettings; loaded: AccountSettings }

// In the tab's own store, which ends with the tab: a draft may hold personal data. Sign-out clears it too.
const slot = (accountId: string) => `tenantdesk:draft:account-settings:${accountId}`

// Only the kinds of values matter here: a draft may well be invalid.
const Settings = z.object({
  name: z.string(),
  abuseContactEmail: z.string(),
  enforceTwoFactor: z.boolean(),
  description: z.string(),
  kyc: z.object(mapValues(EMPTY_KYC, () => z.string())).nullable(),
})
const Draft = z.object({ values: Settings, loaded: Settings })

export function readDraft(accountId: string): SettingsDraft | null {
  try {
    return Draft.parse(JSON.parse(sessionStorage.getItem(slot(accountId)) ?? 'null'))
  } catch {
    return null
  }
}

export function keepDraft(accountId: string, draft: SettingsDraft): void {
  try {
    sessionStorage.setItem(slot(accountId), JSON.stringify(draft))
  } catch {
    // A full or forbidden store costs the draft, not the form.
  }
}

export function forgetDraft(accountId: string): void {
  try {
    sessionStorage.removeItem(slot(accountId))
  } catch {
    // Then there was none.
  }
}

function mapValues<K extends string, V>(record: Record<K, unknown>, value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, value(key as K)])) as Record<K, V>
}
