import 'server-only'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { OnboardingRun, OnboardingStep } from '@/lib/db/generated/client'
import { attemptsOnRecord } from '@/lib/entry/once'
import { defineQuery } from '@/lib/entry/query'
import { hrefOf, runWithSteps, subjectOf } from './checklist'
import { addressesOf } from './ordered'
import { onceKeyOf, readKey } from './results'
import type { Leftover, Leftovers } from './run-schema'

/**
 * What a run has made or may have made, in the order in which it is best removed, and what of it was removed since, as
 * the record has it. Throws `not_found`.
 */
export const runLeftovers = defineQuery({
  permission: 'onboarding.read',
  run: async (id: string): Promise<Leftovers> => {
    const staff = await requirePermission('onboarding.read')
    const { steps, ...run } = await runWithSteps(id)
    const remains = await remainsOf(run, steps)
    // Where the account was found only after the run had ended.
    const accountId = run.accountId ?? remains.find(({ what }) => what === 'account')?.step.targetId ?? null
    const around = { run: { ...run, accountId }, steps, addresses: addressesOf(run, staff.role) }
    const removalOf = await removals(around.run)
    const items = remains
      .map(({ what, step, unknown }): Leftover => ({
        key: step.key,
        what,
        subject: subjectOf(step.key, around),
        href: unknown === null ? hrefToRemove(what, hrefOf(step, around)) : hrefToLook(step.key, around.run),
        mayRemove: what !== 'service-user' && may(staff.role, PERMISSION[what]),
        removed: removalOf(what, step.targetId),
        unknown,
      }))
      .sort((one, other) => REMOVED_IN.indexOf(one.what) - REMOVED_IN.indexOf(other.what))
    const handsOver =
      may(staff.role, 'onboarding.provision') &&
      items.some(({ what, mayRemove, removed }) => what !== 'service-user' && !mayRemove && !removed)
    return { items, administrators: handsOver ? await administrators() : [] }
  },
})

/** What a step has left: `step` is as it would be had its answer arrived. `unknown`: that nobody knows, in words. */
type Remains = { what: Leftover['what']; step: OnboardingStep; unknown: string | null }

async function remainsOf(run: OnboardingRun, steps: OnboardingStep[]): Promise<Remains[]> {
  const attempts = await attemptsOnRecord(steps.map(onceKeyOf))
  const found = steps.map(async (step): Promise<Remains | null> => {
    const { kind: what } = readKey(step.key)
    // A plan goes with its zone.
    if (what === 'plan' || what === 'read-back') return null
    if (step.state === 'done') return { what, step, unknown: null }
    const made = (targetId: string | null): Remains => ({
      what,
      step: { ...step, state: 'done', targetId },
      unknown: null,
    })
    const unknown = (says: string | null): Remains => ({ what, step, unknown: says ?? NOT_KNOWN })
    if (what === 'service-user') {
      const user =
        run.accountId && (await db().serviceUser.findFirst({ where: { accountId: run.accountId } }))
      return !user ? null : user.status === 'created' ? made(user.userId) : unknown(null)
    }
    if (what === 'account') {
      // Looked for by its own means, also after the run had ended.
      const form = await db().accountAttempt.findUnique({ where: { key: run.id } })
      if (!form || form.status === 'open' || form.status === 'failed') return null
      return form.status === 'created' ? made(form.accountId) : unknown(step.message)
    }
    const attempt = attempts.get(onceKeyOf(step))
    // Where nothing is on record, nothing was sent.
    if (!attempt || attempt.closed?.phase === 'failed') return null
    return attempt.closed?.phase === 'succeeded' ? made(attempt.closed.targetId) : unknown(step.message)
  })
  return (await Promise.all(found)).filter((each) => each !== null)
}

const NOT_KNOWN = 'It is not known whether this was made.'

const REMOVALS = {
  'subscription.cancel': 'subscription',
  'zone.delete': 'zone',
  'member.remove': 'member',
  'account.delete': 'account',
} as const

/** By whom what a run has made was removed since. */
async function removals({ accountId, createdAt }: OnboardingRun) {
  if (!accountId) return () => null
  const removals = await db().auditEvent.findMany({
    // In the sandbox, which is reset, an account of that id may have been deleted before.
    where: { accountId, action: { in: Object.keys(REMOVALS) }, phase: 'succeeded', at: { gt: createdAt } },
    select: { action: true, targetId: true, actorEmail: true, at: true },
  })
  return (what: Leftover['what'], targetId: string | null): Leftover['removed'] => {
    const found = removals.find(
      ({ action, targetId: removed }) =>
        action === 'account.delete' ||
        (REMOVALS[action as keyof typeof REMOVALS] === what && targetId !== null && removed === targetId),
    )
    return found ? { by: found.actorEmail ?? 'Tenantdesk', at: found.at.toISOString() } : null
  }
}

const PERMISSION = {
  subscription: 'subscriptions.cancel',
  zone: 'zones.delete',
  member: 'members.remove',
  account: 'accounts.delete',
} as const
const REMOVED_IN: Leftover['what'][] = ['subscription', 'zone', 'member', 'service-user', 'account']

// An account is deleted where its settings are.
const hrefToRemove = (what: Leftover['what'], href: string | null) =>
  href && what === 'account' ? `${href}/settings` : href

/** Where it would be listed. */
function hrefToLook(key: string, { accountId, title }: OnboardingRun): string {
  const { kind, which } = readKey(key)
  const account = `/accounts/${encodeURIComponent(accountId ?? '')}`
  switch (kind) {
    case 'member':
      return `${account}/members`
    case 'zone':
      return `${account}/zones?name=${encodeURIComponent(which)}`
    case 'subscription':
      return `${account}/subscriptions`
    case 'service-user':
      return '/service-users'
    default:
      return `/accounts?name=${encodeURIComponent(title)}`
  }
}

/** Those who were here last come first: they are most likely to be here now. */
async function administrators(): Promise<string[]> {
  const there = { role: 'admin', disabledAt: null } as const
  const seen = await db().staffSession.findMany({
    where: { staff: there },
    orderBy: { lastSeenAt: 'desc' },
    take: 100,
    select: { staff: { select: { name: true, email: true } } },
  })
  const all = await db().staff.findMany({
    where: there,
    orderBy: { email: 'asc' },
    take: 100,
    select: { name: true, email: true },
  })
  const people = [...seen.map(({ staff }) => staff), ...all]
  return [...new Set(people.map(({ name, email }) => `${name} (${email})`))]
}
