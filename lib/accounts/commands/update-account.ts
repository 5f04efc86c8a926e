import 'server-only'
import * as z from 'zod'
import { AppError, partly } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { defineCommand } from '@/lib/entry/command'
import { endOf } from '@/lib/entry/lost'
import { managedAccount } from '@/lib/tenants/access'
import { forgetOwned } from '@/lib/tenants/ownership'
import { differing, KYC_FIELDS, kycOf, sameSettings, withKycOf } from '../constants'
import { describeAccount } from '../description'
import { recordKycView } from '../kyc'
import { accountOfAttempt, ACCOUNT_GONE } from '../lookup'
import { MaskedKyc, targetOf } from '../recorded'
import { saveProfile, SavedSettings, saveSettings } from '../saving'
import { UpdateAccount, type AccountSettings, type UpdateAnswer } from '../schema'
import { readSettings, SETTINGS_FIELDS } from '../settings'

const WithDescription = SavedSettings.extend({ description: z.string() })

/**
 * Saves an account's settings: each part that differs (account, profile, description) is one step. When the account
 * is no longer what the form was loaded with, nothing is sent and both versions go back to the person; when it is just
 * what they ask for, an earlier save worked whose answer was lost. A profile that cannot be read is left alone.
 */
export const updateAccount = defineCommand({
  name: 'account.update',
  label: 'Update account',
  target: 'account',
  permission: 'accounts.update',
  effect: 'remote',
  input: UpdateAccount,
  remember: {
    request: WithDescription.extend({ changed: z.array(z.string()) }),
    before: WithDescription.extend(MaskedKyc.shape),
    after: WithDescription.partial().extend({ ...MaskedKyc.shape, found: z.boolean().optional() }),
  },
  // As it is called until the new name is taken.
  targetOf: ({ accountId, loaded: { name } }) => ({ id: accountId, name, accountId, accountName: name }),
  run: async ({ tenant, step, staff }, input) => {
    const account = await managedAccount(tenant, input.accountId)
    const read = await readSettings(tenant, account)
    const now = withKycOf(read, input.loaded)
    const wanted = withKycOf(input, now)
    const target = targetOf(account)
    // Every answer below shows what is there now, which may be more than the form was loaded with.
    await recordKycView(kycOf(now), account, staff)
    if (read.kyc === 'unread' && !sameSettings({ ...now, kyc: wanted.kyc }, now))
      throw new AppError(
        'unavailable',
        'Know-Your-Customer data could not be read, so it is not known whether somebody else has changed it. Nothing was sent. Try again in a moment; if it keeps failing, change it in Cloudflare’s dashboard.',
      )
    if (!sameSettings(now, withKycOf(input.loaded, now))) {
      if (!sameSettings(now, wanted)) {
        const data = { status: 'changed', theirs: now } as UpdateAnswer
        return { data, phase: 'failed', errorCode: 'conflict', target }
      }
      const data = { status: 'saved', saved: now } as UpdateAnswer
      return { data, target, after: { found: true } }
    }

    const { name, abuseContactEmail, enforceTwoFactor, description } = wanted
    const changed = differing(now, wanted)
    const kyc = kycOf(wanted)
    const kycNow = kycOf(now)
    const saved: string[] = []
    const save = async (part: string, run: () => Promise<unknown>) => {
      try {
        await run()
        saved.push(part)
      } catch (error) {
        if (saved.length === 0 || !(error instanceof AppError)) throw error
        throw partly(error, `${saved.join(' and ')} were saved`)
      }
    }

    if (SETTINGS_FIELDS.some((field) => changed.includes(field)))
      await save('The name and settings', () => step(saveSettings, { account, wanted, now, changed }))
    if (kyc && kycNow && KYC_FIELDS.some((field) => kyc[field] !== kycNow[field]))
      await save('Know-Your-Customer data', () => step(saveProfile, { account, wanted: kyc, now: kycNow }))
    if (description !== now.description) await describeAccount(account.id, description)
    forgetOwned()

    const after: AccountSettings = {
      name,
      abuseContactEmail,
      enforceTwoFactor,
      description,
      kyc: now.kyc && wanted.kyc,
    }
    return {
      data: { status: 'saved', saved: after } as UpdateAnswer,
      target: { ...target, name, accountName: name },
      before: { ...now, ...kycNow },
      after: { ...after, ...kycOf(after) },
    }
  },
  look: async ({ tenant }, { operationId, target, request: { changed = [], description }, input }) => {
    // For whoever still waits, its steps have looked.
    if (input) return null
    const account = await accountOfAttempt(tenant, target)
    if (!account) return ACCOUNT_GONE
    // A step without an attempt was not come to.
    const end = async (step: typeof saveSettings | typeof saveProfile) =>
      (await endOf(step, { tenant, operationId })) ?? 'failed'
    const parts: [name: string, phase: string][] = []
    if (SETTINGS_FIELDS.some((field) => changed.includes(field)))
      parts.push(['the name and settings', await end(saveSettings)])
    if (KYC_FIELDS.some((field) => changed.includes(field)))
      parts.push(['Know-Your-Customer data', await end(saveProfile)])
    if (changed.includes('description')) {
      const note = await db().accountNote.findUnique({ where: { accountId: account.id } })
      parts.push(['the description', (note?.description ?? '') === description ? 'succeeded' : 'failed'])
    }
    const ended = { succeeded: 'saved', failed: 'not saved', unknown: 'not known' }
    const sentences = Object.entries(ended).flatMap(([phase, word]) => {
      const names = parts.filter((part) => part[1] === phase).map(([name]) => name)
      return names.length > 0 ? [`${word}: ${names.join(' and ')}`] : []
    })
    const phases = new Set(parts.map(([, phase]) => phase))
    return {
      phase:
        phases.size === 0 || phases.has('unknown')
          ? 'unknown'
          : phases.has('failed')
            ? 'failed'
            : 'succeeded',
      says: `${parts.length > 0 ? sentences.join('; ') : 'what was to be saved is not known'}.`,
      target: targetOf(account),
      after: { found: true },
    }
  },
})
