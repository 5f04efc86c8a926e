import 'server-only'
import { domainToUnicode } from 'node:url'
import * as z from 'zod'
import { AppError, type ErrorCode, type FieldErrors } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { OnboardingRun, OnboardingStep } from '@/lib/db/generated/client'
import type { Addresses, Hidden } from './ordered'
import { readKey, resultOf } from './results'
import { madeFor } from './run/attending'
import type { StepView } from './schema'

/** A run with its steps in order. Throws `not_found`. */
export async function runWithSteps(id: string): Promise<OnboardingRun & { steps: OnboardingStep[] }> {
  const run =
    z.uuid().safeParse(id).success &&
    (await db().onboardingRun.findUnique({
      where: { id },
      include: { steps: { orderBy: { position: 'asc' } } },
    }))
  if (!run) throw new AppError('not_found', 'There is no such run.')
  return run
}

/** What the words and links of a step depend on. */
export type Around = { run: OnboardingRun; steps: OnboardingStep[]; addresses: Addresses }

/** A row of the checklist as the screen shows it. */
export function toStep(step: OnboardingStep, around: Around): StepView {
  const { key, state, message, errorCode, requestId, ray } = step
  const { kind } = readKey(key)
  return {
    key,
    kind,
    subject: subjectOf(key, around),
    state,
    message,
    errorCode: errorCode as ErrorCode | null,
    fields: (step.fields ?? {}) as FieldErrors,
    requestId,
    ray,
    href: hrefOf(step, around),
    attendHref: attendHrefOf(step, around.run),
    attended: 'no',
    // While it is sent, only whoever takes over has to know.
    nextLookAt: state === 'sending' ? null : iso(step.nextLookAt),
    startedAt: iso(step.startedAt),
    endedAt: iso(step.endedAt),
  }
}

/** What a step makes, for people; addresses only where they may be shown. */
export function subjectOf(key: string, { run, addresses }: Around): string {
  const { kind, which } = readKey(key)
  switch (kind) {
    case 'account':
      return run.title
    case 'member': {
      const person = `person ${Number(which) + 1}`
      return addresses.shown
        ? (addresses.people[Number(which)] ?? person)
        : `${person} (${HIDDEN[addresses.why]})`
    }
    case 'service-user':
      return addresses.shown ? (addresses.serviceUser ?? '') : `(${HIDDEN[addresses.why]})`
    case 'zone':
    case 'plan':
      return domainToUnicode(which) || which
    case 'subscription':
      return which
    case 'read-back':
      return ''
  }
}

const HIDDEN: Record<Hidden, string> = {
  masked: 'address masked',
  removed: 'address removed',
  unreadable: 'address cannot be read',
}

/** Where what a step has made is to be seen. */
export function hrefOf(step: OnboardingStep, { run, steps }: Around): string | null {
  if (step.state !== 'done' || !run.accountId) return null
  const account = `/accounts/${encodeURIComponent(run.accountId)}`
  const { kind, which } = readKey(step.key)
  const at = (room: string, id: string | null | undefined) =>
    id ? `${account}/${room}/${encodeURIComponent(id)}` : null
  switch (kind) {
    case 'account':
      return account
    case 'member':
      return at('members', step.targetId ?? resultOf('member', step.result)?.memberId)
    case 'zone':
      return at('zones', step.targetId ?? resultOf('zone', step.result)?.zoneId)
    case 'plan': {
      const zone = steps.find(({ key }) => key === `zone:${which}`)
      return at('zones', zone && (zone.targetId ?? resultOf('zone', zone.result)?.zoneId))
    }
    case 'subscription':
      return at('subscriptions', step.targetId ?? resultOf('subscription', step.result)?.subscriptionId)
    case 'service-user':
      return '/service-users'
    case 'read-back':
      return null
  }
}

/** The form of a service user. Its key is the step's, so that one step makes at most one. */
function attendHrefOf({ key, state, idempotencyKey }: OnboardingStep, run: OnboardingRun): string | null {
  if (key !== 'service-user' || state === 'done' || !run.accountId) return null
  const form = new URLSearchParams({ account: run.accountId, form: idempotencyKey, run: run.id })
  return `/service-users/new?${form}`
}

/** How far somebody is with the service user that a run waits for. */
export async function attendedFor(
  { status, accountId }: OnboardingRun,
  steps: OnboardingStep[],
): Promise<StepView['attended']> {
  const waits = steps.some(({ key, state }) => key === 'service-user' && state === 'paused')
  const made = status === 'paused' && accountId && waits && (await madeFor(accountId))
  return !made ? 'no' : made.memberId ? 'joined' : 'made'
}

const iso = (date: Date | null) => date?.toISOString() ?? null
