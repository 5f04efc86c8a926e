import 'server-only'
import * as z from 'zod'

export type TargetType =
  | 'account'
  | 'subscription'
  | 'staff'
  | 'session'
  | 'activity'
  | 'sandbox'
  | 'page'
  | 'installation'
  | 'member'
  | 'service-user'
  | 'zone'
  | 'token'
  | 'draft'
  | 'run'
  | 'template'
  | 'import'
  | 'note'
  | 'tag'
  | 'alias'
  | 'directory'
  | 'work'
  | 'view'
  | 'removal'

/** What the record says of an act, before it is cut to what may be remembered. */
export type Facts = Record<string, unknown>

/**
 * What of an act may be remembered, by schema. An allow-list: a field that no schema names never reaches an audit row,
 * and `masked()` fields reach it only as "set", "empty" or "changed".
 */
export type Remember = { request?: z.ZodObject; before?: z.ZodObject; after?: z.ZodObject }

/** Whatever leaves a row in the audit: a command, a step of one, an event, a download. */
export type Recorded = {
  /** Unique and stable: rows are found by it. */
  name: string
  /** The same for people. */
  label: string
  target: TargetType
  remember: Remember
}

const MASKED = z.registry<{ masked: true }>()

/** For a field that holds personal data. It masks itself, however the schema that it is in is made over. */
export const masked = () =>
  z
    .string()
    .nullish()
    .transform((value) => (value ? 'set' : 'empty'))
    .register(MASKED, { masked: true })

/** Defines an act that has no run of its own: a sign-in, a view of personal data. */
export function defineEvent<Q extends z.ZodObject, A extends z.ZodObject>(event: {
  name: string
  label: string
  target: TargetType
  remember: { request?: Q; after?: A }
}): Recorded {
  return event
}

/** Of every act: whether its subject was there when somebody looked afterwards, how often it was refused, and digests. */
const ALWAYS = { found: z.boolean(), times: z.number(), digests: z.unknown() }

/** In the place of a value that its schema does not fit. */
const UNREADABLE = '(not readable)'

/** Returns only what the schema names, or null when nothing remains. */
export function remembered(schema: z.ZodObject | undefined, facts: Facts | null | undefined): Facts | null {
  if (!facts) return null
  const kept: Facts = {}
  for (const [field, type] of Object.entries({ ...ALWAYS, ...schema?.shape })) {
    const value = facts[field]
    if (value === undefined) continue
    const parsed = z.safeParse(type, value)
    kept[field] = parsed.success ? parsed.data : UNREADABLE
  }
  return Object.keys(kept).length > 0 ? kept : null
}

/** Both sides of a change; a masked field that differs reads "changed" on the later side. */
export function rememberedChange(
  { before, after }: Remember,
  sides: { before?: Facts | null; after?: Facts | null },
): { before: Facts | null; after: Facts | null } {
  const kept = { before: remembered(before, sides.before), after: remembered(after, sides.after) }
  for (const [field, type] of Object.entries(after?.shape ?? {}))
    if (MASKED.has(type) && kept.after && sides.before?.[field] && sides.after?.[field])
      if (sides.before[field] !== sides.after[field]) kept.after[field] = 'changed'
  return kept
}

/** Reads what a row remembers back into what its schema names; what does not fit it is left out. */
export function recall<S extends z.ZodObject>(schema: S | undefined, kept: unknown): Partial<z.output<S>> {
  const facts = (kept ?? {}) as Facts
  const fields = Object.entries(schema?.shape ?? {}).flatMap(([field, type]) => {
    const parsed = facts[field] === undefined ? null : z.safeParse(type, facts[field])
    return parsed?.success ? [[field, parsed.data]] : []
  })
  return Object.fromEntries(fields) as Partial<z.output<S>>
}

/** What of a request is for people: digests are for comparing. */
export function withoutDigests(facts: Facts | null): Facts | null {
  if (!facts || !('digests' in facts)) return facts
  const { digests: _, ...rest } = facts
  return rest
}
