'use client'
import { rawDraft, writeDraft } from '@/components/ui/draft'
import type { AccountSettings } from '@/lib/accounts/schema'
import { KYC_FIELDS } from '@/lib/accounts/terms'

/** What is typed and not saved, with the settings that the form was loaded with. */
export type SettingsDraft = { values: AccountSettings; loaded: AccountSettings }

const name = (accountId: string) => `account-settings:${accountId}`

export function readDraft(accountId: string): SettingsDraft | null {
  const kept = rawDraft(name(accountId)) as Partial<SettingsDraft> | null
  return isSettings(kept?.values) && isSettings(kept?.loaded) ? (kept as SettingsDraft) : null
}

// By its shape alone: a draft may well be invalid. Null is what Cloudflare did not tell.
function isSettings(held: Partial<AccountSettings> | null | undefined): held is AccountSettings {
  if (!held || held.kyc === undefined || held.enforceTwoFactor === undefined) return false
  const { name, abuseContactEmail, description, enforceTwoFactor, kyc } = held
  const fields = typeof kyc === 'object' && kyc ? KYC_FIELDS.map((field) => kyc[field]) : []
  return (
    (enforceTwoFactor === null || typeof enforceTwoFactor === 'boolean') &&
    [name, description, abuseContactEmail ?? '', ...fields].every((text) => typeof text === 'string')
  )
}

export const keepDraft = (accountId: string, draft: SettingsDraft) => writeDraft(name(accountId), draft)

export const forgetDraft = (accountId: string) => writeDraft(name(accountId), null)
