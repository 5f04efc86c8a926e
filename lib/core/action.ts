import 'server-only'
import * as z from 'zod'
import type { AuditAction } from '@/lib/audit/catalogue'
import { recordedOf } from '@/lib/audit/legacy'
import type { Target } from '@/lib/audit/record'
import type { Facts } from '@/lib/audit/remember'
import type { Permission } from '@/lib/auth/permissions'
import type { Staff } from '@/lib/auth/session'
import { actionOf, type ActionResult } from '@/lib/entry/action'
import type {
  BaseContext,
  Command,
  LocalContext,
  Outcome as EntryOutcome,
  RemoteContext as EntryContext,
  Step,
} from '@/lib/entry/command'
import type { Prisma } from '@/lib/db/generated/client'

// The way of the rooms that are not commands yet; it goes with the last of them.
export type { ActionResult }
export type Outcome<T> = EntryOutcome<T, Facts, Facts>
export type RemoteContext = Omit<EntryContext, 'step'> & {
  /** Runs one upstream change of several under its own two audit rows, which share the operation. */
  step: {
    <I, T>(step: Step<I, T>, input: I): Promise<T>
    <T>(about: StepAbout, run: () => Promise<Outcome<T>>): Promise<T>
  }
}
export type { BaseContext, LocalContext }

type StepAbout = { name: AuditAction; target?: Target; request?: Facts }

type LocalRun<S, I extends z.ZodType, T> =
  | { run: (context: LocalContext<S>, input: z.output<I>) => Promise<Outcome<T>> }
  | {
      prepare: (
        context: BaseContext<S>,
        input: z.output<I>,
      ) => Promise<(tx: Prisma.TransactionClient) => Promise<Outcome<T>>>
    }

type Definition<I extends z.ZodType, T> = {
  name: AuditAction
  input: I
  /** What is acted on, as far as the input tells. Completed by the outcome. */
  target?: (input: z.output<I>) => Target
} & (
  | {
      permission: Permission
      effect: 'remote'
      run: (context: RemoteContext, input: z.output<I>) => Promise<Outcome<T>>
    }
  | ({ permission: Permission; effect: 'local' } & LocalRun<Staff, I, T>)
  | ({ permission: 'anyone'; effect: 'local' } & LocalRun<Staff | null, I, T>)
)

export function defineAction<I extends z.ZodType, T>(
  definition: Definition<I, T>,
): (input: z.input<I>) => Promise<ActionResult<T>> {
  const { name, target, ...rest } = definition
  const command = {
    kind: 'command',
    ...recordedOf(name),
    ...rest,
    targetOf: target,
  } as Command<I, T>
  if (definition.effect === 'remote')
    command.run = (context: EntryContext, input) =>
      definition.run(
        {
          ...context,
          step: <T>(of: StepAbout | Step<unknown, T>, more: unknown) =>
            'kind' in of
              ? context.step(of, more)
              : context.step(stepOf(of, more as () => Promise<Outcome<T>>), of),
        },
        input,
      )
  return actionOf(command)
}

function stepOf<T>({ name }: StepAbout, run: () => Promise<Outcome<T>>): Step<StepAbout, T> {
  return {
    kind: 'step',
    effect: 'remote',
    ...recordedOf(name),
    targetOf: ({ target = {} }) => target,
    requestOf: ({ request = {} }) => request,
    run,
  }
}
