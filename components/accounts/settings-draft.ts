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

// By its shape alone: a draft may well be invalid.
function isSettings(held: Partial<AccountSettings> | null | undefined): held is AccountSettings {
  const texts = [held?.name, held?.abuseContactEmail, held?.description]
  const kyc = held?.kyc ? KYC_FIELDS.map((field) => held.kyc![field]) : []
  return (
    typeof held?.enforceTwoFactor === 'boolean' &&
    held.kyc !== undefined &&
    [...texts, ...kyc].every((text) => typeof text === 'string')
  )
}

export const keepDraft = (accountId: string, draft: SettingsDraft) => writeDraft(name(accountId), draft)

export const forgetDraft = (accountId: string) => writeDraft(name(accountId), null)
