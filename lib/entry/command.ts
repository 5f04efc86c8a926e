import 'server-only'
import type * as z from 'zod'
import type { Closing, Target } from '@/lib/audit/record'
import type { Recorded, TargetType } from '@/lib/audit/remember'
import type { Permission } from '@/lib/auth/permissions'
import type { Staff } from '@/lib/auth/session'
import type { ErrorCode } from '@/lib/core/errors'
import type { Prisma } from '@/lib/db/generated/client'
import type { TenantApi } from '@/lib/tenant-api/client'

/** What a run reports back: the answer, and what the audit may remember (cut by the command's `remember`). */
export type Outcome<T, B = unknown, A = unknown> = {
  data: T
  /** When the run itself knows that it did not, or may not, have succeeded. */
  phase?: 'succeeded' | 'failed' | 'unknown'
  errorCode?: ErrorCode
  target?: Target
  before?: B | null
  after?: A | null
  /** Of a local effect: what follows once it stands. */
  committed?: () => Promise<void>
}

/** What looking tells of an attempt whose answer was lost. */
export type Finding<T = unknown, A = unknown> = Pick<Closing, 'phase' | 'target'> & {
  /** For people who read the record. */
  says: string
  after?: (Partial<A> & { found?: boolean }) | { found: boolean } | null
  /** The answer that was lost, where looking gives it: then whoever waits for it gets it. */
  data?: T
}

/** An attempt as its `look` gets it. */
export type Lost<Q, I> = {
  operationId: string
  at: Date
  target: Target
  /** What the record kept of the request. */
  request: Partial<Q>
  /** Compares values that are there now with those of which the record kept digests. */
  compare: (values: Record<string, string>) => Compared
  /** The input itself, while whoever sent it still waits: after a crash there is none. */
  input?: I
}

export type Compared =
  | { same: string[]; other: string[] }
  /** `none`: no digests were kept. `secret`: what they were made with has been replaced since. */
  | { same: null; why: 'none' | 'secret' }

/** Looks upstream for what became of an attempt; null while it cannot be told. May throw: then it is looked at later. */
export type Look<Q, I, T, A> = (
  context: { tenant: TenantApi },
  attempt: Lost<Q, I>,
) => Promise<Finding<T, A> | null>

export type BaseContext<S = Staff> = { staff: S; operationId: string; requestId: string }
export type RemoteContext<B = unknown> = BaseContext & {
  tenant: TenantApi
  /** Notes what is about to change, so that the record has it also where the answer is lost and found by looking. */
  before: (state: B) => void
  /** Runs a step: one upstream change of several, under two audit rows of its own that share the operation. */
  step: <I, T>(step: Step<I, T>, input: I) => Promise<T>
}
export type LocalContext<S = Staff> = BaseContext<S> & { tx: Prisma.TransactionClient }

/** What every change has, whole command or step. */
type Change<Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodObject> = {
  name: string
  label: string
  target: TargetType
  remember: { request?: Q; before?: B; after?: A }
  /** Longer than this it cannot be under way, in milliseconds. Else some minutes. */
  longest?: number
}

type Remote<I, Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodObject, T> = {
  /** Values that the record must not hold, but that `look` has to know again: kept as keyed digests. */
  digest?: (input: I) => Record<string, string>
  run: (context: RemoteContext<z.input<B>>, input: I) => Promise<Outcome<T, z.input<B>, z.input<A>>>
  look: Look<z.output<Q>, I, NoInfer<T>, z.input<A>> | NothingToLookUp
}

/** Said where an attempt without an outcome stays unknown, with the sentence for people. */
export type NothingToLookUp = { says: string }

type Local<S, I, B extends z.ZodObject, A extends z.ZodObject, T> =
  | { run: (context: LocalContext<S>, input: I) => Promise<Outcome<T, z.input<B>, z.input<A>>> }
  | {
      /**
       * For what takes long or asks the database on its own, done before the transaction opens: a transaction holds one
       * of the pool's few connections, and those that wait inside it for a second one stop everybody. Returns the run.
       */
      prepare: (
        context: BaseContext<S>,
        input: I,
      ) => Promise<(tx: Prisma.TransactionClient) => Promise<Outcome<T, z.input<B>, z.input<A>>>>
    }

/** Only fields that the input has can be remembered of it. */
type OfInput<Q extends z.ZodObject, I> = keyof Q['shape'] extends (I extends unknown ? keyof I : never)
  ? unknown
  : { remember: never }

type Nothing = z.ZodObject<Record<never, never>>

type Definition<
  I extends z.ZodType,
  Q extends z.ZodObject,
  B extends z.ZodObject,
  A extends z.ZodObject,
  T,
> = Change<Q, B, A> & {
  input: I
  /** What is acted on, as far as the input tells. Completed by the outcome. */
  targetOf?: (input: z.output<I>) => Target
  /** Never refused, however often: leaving. */
  unlimited?: true
  /**
   * Of a local effect that repeats itself while somebody types: within this time, in milliseconds, one row stands for all
   * that the person does to the target with the same outcome. As it does not fill the record, the brake does not count it.
   */
  oneRowIn?: number
  /** Its answer holds a key or a token's value: a run, whose answers are stored, may not perform it. */
  secret?: true
} & (
    | ({ permission: Permission; effect: 'remote' } & Remote<z.output<I>, Q, B, A, T>)
    /** Asks upstream, and is recorded, but changes nothing there. */
    | ({ permission: Permission; effect: 'read' } & Pick<Remote<z.output<I>, Q, B, A, T>, 'run'>)
    | ({ permission: Permission; effect: 'local' } & Local<Staff, z.output<I>, B, A, T>)
    /** Nobody need be signed in: the run itself proves the right, by a one-time link. */
    | ({ permission: 'anyone'; effect: 'local' } & Local<Staff | null, z.output<I>, B, A, T>)
  )

/** A change as one object: who may, what it needs, what is remembered of it, how it runs, and what became of it. */
export type Command<I extends z.ZodType = z.ZodType, T = unknown> = Recorded & {
  kind: 'command'
  permission: Permission | 'anyone'
  effect: 'remote' | 'read' | 'local'
  input: I
  targetOf?: (input: z.output<I>) => Target
  unlimited?: boolean
  oneRowIn?: number
  secret?: boolean
  longest?: number
} & Runs<z.output<I>, T>

/** One upstream change within a command. It has no permission of its own: nothing but a command runs it. */
export type Step<I = unknown, T = unknown> = Recorded & {
  kind: 'step'
  effect: 'remote'
  targetOf: (input: I) => Target
  requestOf?: (input: I) => object
  longest?: number
} & Runs<I, T>

// As methods, which are compared bivariantly: lists hold commands of every input.
type Runs<I, T> = {
  digest?(input: I): Record<string, string>
  run?(context: never, input: I): Promise<Outcome<T>>
  prepare?(context: never, input: I): Promise<(tx: Prisma.TransactionClient) => Promise<Outcome<T>>>
  look?: Look<never, I, T, never> | NothingToLookUp
}

export function defineCommand<
  I extends z.ZodType,
  T,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
  A extends z.ZodObject = Nothing,
>(definition: Definition<I, Q, B, A, T> & OfInput<Q, z.output<I>>): Command<I, T> {
  return { kind: 'command', ...definition } as unknown as Command<I, T>
}

/** `requestOf`: what the record keeps of the step's input, which no schema checks: the command has made it. */
export function defineStep<
  I,
  T,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
  A extends z.ZodObject = Nothing,
>(
  definition: Change<Q, B, A> & {
    targetOf: (input: I) => Target
    requestOf?: (input: I) => z.input<Q>
  } & Remote<I, Q, B, A, T>,
): Step<I, T> {
  return { kind: 'step', effect: 'remote', ...definition } as unknown as Step<I, T>
}
