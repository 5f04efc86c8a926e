import 'server-only'
import * as z from 'zod'
import type { OnboardingStep } from '@/lib/db/generated/client'
import { STEP_KINDS, type StepKind } from './schema'

/** What a step that is done keeps of what it made (OnboardingStep.result). Nothing personal: that is in the order alone. */
export const RESULTS = {
  account: z.object({
    accountId: z.string(),
    name: z.string(),
    unitId: z.string().nullable(),
    /** The unit's name after those above it, as it was then. */
    unitPath: z.string().nullable().default(null),
  }),
  member: z.object({ memberId: z.string().nullable(), status: z.string().nullable() }),
  zone: z.object({
    zoneId: z.string(),
    name: z.string(),
    status: z.string().nullable(),
    type: z.string().nullable().default(null),
    nameServers: z.array(z.string()),
    /** Of a partial zone: what its TXT record must say. */
    verificationKey: z.string().nullable().default(null),
    createdOn: z.string().nullable(),
  }),
  plan: z.object({
    plan: z.string().nullable(),
    frequency: z.string().nullable(),
    price: z.number().nullable(),
    currency: z.string().nullable().default(null),
  }),
  subscription: z.object({ subscriptionId: z.string().nullable(), plan: z.string().nullable() }),
  'service-user': z.object({ serviceUserId: z.string().nullable() }),
  'read-back': z.object({
    /** What differs from what was ordered, a sentence each. */
    problems: z.array(z.string()),
  }),
} satisfies Record<StepKind, z.ZodType>

export type StepResult<K extends StepKind> = z.output<(typeof RESULTS)[K]>

/** Null where the step left none, or none that can be read. */
export function resultOf<K extends StepKind>(kind: K, result: unknown): StepResult<K> | null {
  return (RESULTS[kind].safeParse(result).data as StepResult<K> | undefined) ?? null
}

/** Of a key such as `zone:example.com`: the kind of the step, and which of its kind it is. */
export function readKey(key: string): { kind: StepKind; which: string } {
  const [first, ...rest] = key.split(':')
  const kind = STEP_KINDS.find((each) => each === first)
  if (!kind) throw new Error(`no kind of step: ${key}`)
  return { kind, which: rest.join(':') }
}

/** What a step's latest attempt is known by in the record. */
export const onceKeyOf = ({ runId, key, tries }: Pick<OnboardingStep, 'runId' | 'key' | 'tries'>) =>
  `${runId}:${key}:${tries}`
