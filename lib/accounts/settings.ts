import 'server-only'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { changedSettings, type Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import { forgetOwned, managedAccount } from './access'
import { recordKycView } from './kyc'
import { KYC_FIELDS } from './terms'
import type { AccountSettings, UpdateAccount, UpdateAnswer } from './schema'

/** Takes a managed account; returns what its settings form shows: Cloudflare's part, the profile, our description. */
export async function readSettings(tenant: TenantApi, account: Account): Promise<AccountSettings> {
  const [kyc, note] = await Promise.all([
    tenant.profiles.get(account.id),
    db().accountNote.findUnique({ where: { accountId: account.id } }),
  ])
  return {
    name: account.name ?? '',
    abuseContactEmail: account.settings.abuseContactEmail ?? '',
    enforceTwoFactor: account.settings.enforceTwoFactor ?? false,
    description: note?.description ?? '',
    kyc,
  }
}

/**
 * Saves an account's settings: each part that differs (account, profile, description) is one step. When the account
 * is no longer what the form was loaded with, nothing is sent and both versions go back to the person.
 */
export async function updateAccount(
  context: RemoteContext,
  input: UpdateAccount,
): Promise<Outcome<UpdateAnswer>> {
  const { tenant, step } = context
  const account = await managedAccount(tenant, input.accountId)
  const now = await readSettings(tenant, account)
  const target = about(account)
  if (!same(now, input.loaded)) {
    await recordKycView(now.kyc, account, context.staff)
    return { data: { status: 'changed', theirs: now }, phase: 'failed', errorCode: 'conflict', target }
  }

  const { name, abuseContactEmail, enforceTwoFactor, kyc, description } = input
  const saved: string[] = []
  const save = async (what: string, run: () => Promise<void>) => {
    try {
      await run()
      saved.push(what)
    } catch (error) {
      throw saved.length > 0 && error instanceof DeskError ? partly(error, saved) : error
    }
  }

  if (
    name !== now.name ||
    abuseContactEmail !== now.abuseContactEmail ||
    enforceTwoFactor !== now.enforceTwoFactor
  )
    await save('The name and settings', () =>
      step(
        { name: 'account.update.settings', target, request: { name, abuseContactEmail, enforceTwoFactor } },
        async () => {
          // Only what differs: an account that does not tell its two-factor setting keeps not telling it.
          const settings = changedSettings(account.rawSettings, {
            ...(enforceTwoFactor !== now.enforceTwoFactor && { enforceTwoFactor }),
            ...(abuseContactEmail !== now.abuseContactEmail && {
              abuseContactEmail: abuseContactEmail || null,
            }),
          })
          const after = await tenant.accounts.update(account.id, { name, settings })
          return {
            data: undefined,
            before: now,
            after: { name: after.name, ...after.settings },
            target: { name: after.name },
          }
        },
      ),
    )
  if (kyc && now.kyc && KYC_FIELDS.some((field) => kyc[field] !== now.kyc![field]))
    await save('Know-Your-Customer data', () =>
      step({ name: 'account.update.profile', target, request: kyc }, async () => {
        await tenant.profiles.replace(account.id, kyc)
        return { data: undefined, before: now.kyc, after: kyc }
      }),
    )
  if (description !== now.description) await describeAccount(account.id, description)
  forgetOwned()

  const after: AccountSettings = {
    name,
    abuseContactEmail,
    enforceTwoFactor,
    description,
    kyc: now.kyc && kyc,
  }
  return {
    data: { status: 'saved', saved: after },
    target: { ...target, name, accountName: name },
    before: { ...now, ...now.kyc },
    after: { ...after, ...after.kyc },
  }
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

function same(a: UpdateAccount['loaded'], b: UpdateAccount['loaded']): boolean {
  const flat = ({ kyc, ...rest }: UpdateAccount['loaded']) => ({ ...rest, ...kyc })
  const [left, right] = [flat(a), flat(b)] as Record<string, unknown>[]
  return Object.keys({ ...left, ...right }).every((key) => left![key] === right![key])
}

function partly(error: DeskError, saved: string[]): DeskError {
  const message = `${saved.join(' and ')} were saved; the rest was not. ${error.message}`
  return new DeskError(error.code, message, {
    ...error,
    detail: error.detail ?? undefined,
    retryAt: error.retryAt ?? undefined,
  })
}
