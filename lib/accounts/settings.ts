import 'server-only'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { digestsOf } from '@/lib/core/digest'
import { reading } from '@/lib/core/read'
import { sendOrFind } from '@/lib/core/settle'
import { db } from '@/lib/db/client'
import { changedSettings, type Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import { managedAccount } from '@/lib/tenants/access'
import { forgetOwned } from '@/lib/tenants/ownership'
import { learningKyc } from './demanded'
import { recordKycView } from './kyc'
import { SETTINGS_FIELDS, settingsOf } from './saves'
import { differing, KYC_FIELDS, kycOf, sameSettings, withKycOf } from './terms'
import type { AccountSettings, UpdateAccount, UpdateAnswer } from './schema'

/**
 * Takes a managed account; returns what its settings form shows: Cloudflare's part, the profile, our description. A
 * profile that cannot be read does not take the rest with it.
 */
export async function readSettings(tenant: TenantApi, account: Account): Promise<AccountSettings> {
  const [kyc, note] = await Promise.all([
    reading(() => tenant.profiles.get(account.id)),
    db().accountNote.findUnique({ where: { accountId: account.id } }),
  ])
  return {
    name: account.name ?? '',
    abuseContactEmail: account.settings.abuseContactEmail,
    enforceTwoFactor: account.settings.enforceTwoFactor,
    description: note?.description ?? '',
    kyc: kyc.ok ? kyc.data : 'unread',
  }
}

/**
 * Saves an account's settings: each part that differs (account, profile, description) is one step. When the account
 * is no longer what the form was loaded with, nothing is sent and both versions go back to the person; when it is just
 * what they ask for, an earlier save worked whose answer was lost. A profile that cannot be read is left alone.
 */
export async function updateAccount(
  context: RemoteContext,
  input: UpdateAccount,
): Promise<Outcome<UpdateAnswer>> {
  const { tenant, step, staff } = context
  const account = await managedAccount(tenant, input.accountId)
  const read = await readSettings(tenant, account)
  const now = withKycOf(read, input.loaded)
  const wanted = withKycOf(input, now)
  const target = about(account)
  // Every answer below shows what is there now, which may be more than the form was loaded with.
  await recordKycView(kycOf(now), account, staff)
  if (read.kyc === 'unread' && !sameSettings({ ...now, kyc: wanted.kyc }, now))
    throw new DeskError(
      'unavailable',
      'Know-Your-Customer data could not be read, so it is not known whether somebody else has changed it. Nothing was sent. Try again in a moment; if it keeps failing, change it in Cloudflare’s dashboard.',
    )
  if (!sameSettings(now, withKycOf(input.loaded, now))) {
    if (sameSettings(now, wanted))
      return { data: { status: 'saved', saved: now }, target, after: { found: true } }
    return { data: { status: 'changed', theirs: now }, phase: 'failed', errorCode: 'conflict', target }
  }

  const { name, abuseContactEmail, enforceTwoFactor, description } = wanted
  const settings = { name, abuseContactEmail, enforceTwoFactor }
  const changed = differing(now, wanted)
  const kyc = kycOf(wanted)
  const kycNow = kycOf(now)
  const saved: string[] = []
  const save = async (what: string, run: () => Promise<void>) => {
    try {
      await run()
      saved.push(what)
    } catch (error) {
      throw saved.length > 0 && error instanceof DeskError ? partly(error, saved) : error
    }
  }

  if (SETTINGS_FIELDS.some((field) => changed.includes(field)))
    await save('The name and settings', () =>
      step({ name: 'account.update.settings', target, request: { ...settings, changed } }, async () => {
        const send = { name, settings: settingsToSend(account, wanted, now) }
        const { value: after, found } = await sendOrFind(
          () => tenant.accounts.update(account.id, send),
          async () => {
            const there = await tenant.accounts.get(account.id)
            const is = settingsOf(there)
            return SETTINGS_FIELDS.every((field) => is[field] === settings[field]) ? there : null
          },
        )
        return {
          data: undefined,
          before: now,
          after: { name: after.name, ...after.settings, ...(found && { found }) },
          target: { name: after.name },
        }
      }),
    )
  const kycChanged = KYC_FIELDS.filter((field) => kyc && kycNow && kyc[field] !== kycNow[field])
  if (kyc && kycNow && kycChanged.length > 0) {
    const values = Object.fromEntries(kycChanged.map((field) => [field, kyc[field]]))
    const digests = digestsOf(values, context.operationId)
    await save('Know-Your-Customer data', () =>
      step({ name: 'account.update.profile', target, request: { ...kyc, digests } }, async () => {
        const { found } = await sendOrFind(
          () =>
            learningKyc(account.tenantId, kyc, async () => {
              await tenant.profiles.replace(account.id, kyc)
              return true
            }),
          async () => {
            const there = await tenant.profiles.get(account.id)
            return there !== null && KYC_FIELDS.every((field) => there[field] === kyc[field]) ? true : null
          },
        )
        return { data: undefined, before: kycNow, after: { ...kyc, ...(found && { found }) } }
      }),
    )
  }
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
    data: { status: 'saved', saved: after },
    target: { ...target, name, accountName: name },
    before: { ...now, ...kycNow },
    after: { ...after, ...kycOf(after) },
  }
}

/**
 * Takes an account, what is wanted of it and what it is now; returns all settings to send, undefined for none. Only what
 * differs is changed: an account that does not tell its two-factor setting keeps not telling it.
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
  throw new DeskError(
    'unavailable',
    'Cloudflare does not show this account’s settings, and saving replaces all of them. You can save the name alone; change the settings in Cloudflare’s dashboard.',
  )
}

/** Keeps (or, when empty, removes) our description of an account. */
export async function describeAccount(accountId: string, description: string): Promise<void> {
  if (description === '') {
    await db().accountNote.deleteMany({ where: { accountId } })
    return
  }
  await db().accountNote.upsert({
    where: { accountId },
    create: { accountId, description },
    update: { description },
  })
}

/** Takes an account; returns it as the audit's target. */
export function about(account: { id: string; name: string | null }) {
  return { id: account.id, name: account.name, accountId: account.id, accountName: account.name }
}

function partly(error: DeskError, saved: string[]): DeskError {
  const rest = error.effect === 'unknown' ? 'of the rest it is not known' : 'the rest was not'
  const message = `${saved.join(' and ')} were saved; ${rest}. ${error.message}`
  return new DeskError(error.code, message, {
    ...error,
    detail: error.detail ?? undefined,
    retryAt: error.retryAt ?? undefined,
  })
}
