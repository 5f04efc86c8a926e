'use client'
import * as z from 'zod'
import { rawDraft, writeDraft } from '@/components/ui/draft'
import { AccountSettings } from '@/lib/accounts/schema'

/** What is typed and not saved, with the settings that the form was loaded with. */
export type SettingsDraft = { values: AccountSettings; loaded: AccountSettings }

const name = (accountId: string) => `account-settings:${accountId}`

const Draft = z.object({ values: AccountSettings, loaded: AccountSettings })

export function readDraft(accountId: string): SettingsDraft | null {
  return Draft.safeParse(rawDraft(name(accountId))).data ?? null
}

export const keepDraft = (accountId: string, draft: SettingsDraft) => writeDraft(name(accountId), draft)

export const forgetDraft = (accountId: string) => writeDraft(name(accountId), null)
