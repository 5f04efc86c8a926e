'use client'
import * as z from 'zod'
import { rawDraft, writeDraft } from '@/components/ui/draft'
import { EMPTY_KYC } from '@/lib/accounts/terms'
import type { AccountSettings } from '@/lib/accounts/schema'

/** What is typed and not saved, with the settings that the form was loaded with. */
export type SettingsDraft = { values: AccountSettings; loaded: AccountSettings }

const name = (accountId: string) => `account-settings:${accountId}`

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
  return Draft.safeParse(rawDraft(name(accountId))).data ?? null
}

export const keepDraft = (accountId: string, draft: SettingsDraft) => writeDraft(name(accountId), draft)

export const forgetDraft = (accountId: string) => writeDraft(name(accountId), null)

function mapValues<K extends string, V>(record: Record<K, unknown>, value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, value(key as K)])) as Record<K, V>
}
