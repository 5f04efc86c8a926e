import 'server-only'
import { managedAccount } from '@/lib/tenants/access'
import { asId, type TokenId } from '@/lib/core/ids'
import type { AuditEvent } from '@/lib/db/generated/client'
import { openTenantApi } from '@/lib/tenant-api/client'
import type { Token } from '@/lib/tenant-api/tokens'
import type { Finding } from '@/lib/workflows/sweep'
import { findToken } from './access'
import { AskedToken } from './schema'
import { about, facts, newTokens, otherwiseOf, SKEW_MS } from './service'

/** Longer than a request of ours lives. */
const LIFE_MS = 2 * 60_000
const LATE = 'The outcome was not recorded at the time.'

type Look = (open: AuditEvent) => Promise<Finding | null>

/** For the sweeper: by action, what looking upstream tells of an attempt whose outcome was never recorded. */
export const TOKEN_EYES: Record<string, Look> = {
  'token.create': async (open) => {
    const { name } = open.request as { name: string }
    const tenant = openTenantApi({ work: 'background' })
    const account = await managedAccount(tenant, open.accountId!)
    const until = open.at.getTime() + LIFE_MS + SKEW_MS
    const found = (await newTokens(tenant, account, { name, notIds: [], since: open.at })).filter(
      ({ issuedOn }) => !issuedOn || Date.parse(issuedOn) <= until,
    )
    const [token, ...others] = found
    const upstream = tenant.calls
    if (!token)
      return {
        phase: 'failed',
        says: `${LATE} Checked later: the token was not created.`,
        after: { found: false },
        upstream,
      }
    if (others.length > 0)
      return {
        phase: 'unknown',
        says: `${LATE} Checked later: several tokens with this name were issued then. Delete those whose value nobody has.`,
        after: { found: true },
        upstream,
      }
    const asked = AskedToken.safeParse(open.request).data
    const otherwise = asked ? otherwiseOf(token, asked) : []
    const advice =
      otherwise.length > 0
        ? `It is not as requested (${otherwise.join(', ')}): delete it, or edit it before it is rolled.`
        : 'Roll or delete it.'
    return {
      phase: 'succeeded',
      says: `${LATE} Checked later: the token was created. Whether anybody saw its value is not known. ${advice}`,
      target: about(account, token),
      after: { ...facts(token, account), ...(otherwise.length > 0 && { otherwise }), found: true },
      upstream,
    }
  },
  'token.update': changed('changed'),
  'token.disable': switched('disabled'),
  'token.enable': switched('active'),
  'token.roll': changed('rolled or changed'),
  'token.delete': async (open) => {
    const { token, upstream } = await look(open)
    return {
      phase: token ? 'failed' : 'succeeded',
      says: `${LATE} Checked later: the token is ${token ? 'there' : 'gone'}.`,
      after: { found: token !== null },
      upstream,
    }
  },
}

/** The time of the last change tells when nothing happened; when something did, not that it was this. */
function changed(what: string): Look {
  return async (open) => {
    const { token, upstream } = await look(open)
    const since = token?.modifiedOn ? Date.parse(token.modifiedOn) : null
    const untouched = since !== null && since < open.at.getTime() - SKEW_MS
    const says = !token
      ? 'the token is gone.'
      : untouched
        ? `the token was not ${what} then.`
        : `the token was ${what} around that time; whether by this attempt is not known.`
    return {
      phase: untouched ? 'failed' : 'unknown',
      says: `${LATE} Checked later: ${says}`,
      after: { found: token !== null },
      upstream,
    }
  }
}

function switched(status: string): Look {
  return async (open) => {
    const { token, upstream } = await look(open)
    const done = token?.status === status
    return {
      phase: done ? 'succeeded' : 'failed',
      says: `${LATE} Checked later: the token is ${token ? (token.status ?? 'in an unknown state') : 'gone'}.`,
      after: { ...(token && { status: token.status }), found: token !== null },
      upstream,
    }
  }
}

async function look(open: AuditEvent): Promise<{ token: Token | null; upstream: Finding['upstream'] }> {
  const tenant = openTenantApi({ work: 'background' })
  const account = await managedAccount(tenant, open.accountId!)
  const id = asId<TokenId>(open.targetId)
  return { token: id && (await findToken(tenant, account, id)), upstream: tenant.calls }
}
