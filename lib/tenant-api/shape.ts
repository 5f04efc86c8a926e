import 'server-only'
import { z } from 'zod'
import { asId, type Id } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'

/** An answer without its envelope. `info` is the raw `result_info`. */
export type Answer = { status: number; result: unknown; info: unknown }

/** An answer that does not have the shape the operation should return. The client turns it into a TenantApiError. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

// Tolerant building blocks for all resources: what is missing or has another type becomes null.
/** Any value, or none; its owner reads it further. */
export const raw = z.unknown().optional()
export const text = z.string().nullable().catch(null)
export const flag = z.boolean().nullable().catch(null)
/** A number, also as text ("20.00"). */
export const amount = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^-?\d{1,15}(\.\d{1,9})?$/)
      .transform(Number),
  ])
  .nullable()
  .catch(null)
/** A count, also as a string of digits (cursor lists do that). */
export const count = z
  .union([
    z.number().int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .nullable()
  .catch(null)
/** A point in time, as ISO in UTC. Upstream sends dates, offsets, up to nine decimals, and sometimes no time zone. */
export const moment = z
  .union([z.iso.datetime({ offset: true, local: true }), z.iso.date()])
  .transform((raw) => new Date(/T.*(Z|[+-]\d\d:\d\d)$|^[\d-]{10}$/.test(raw) ? raw : `${raw}Z`).toISOString())
  .nullable()
  .catch(null)

/** An id that is safe in a path. A record without one cannot be read. */
export function id<T extends Id<string>>() {
  return z.unknown().transform((raw, context) => required(asId<T>(raw), context))
}

/** Inside a transform: the value, or a parse failure of the record that lacks it. */
export function required<T>(value: T | null, context: z.RefinementCtx): T {
  if (value !== null) return value
  context.addIssue({ code: 'custom', message: 'required' })
  return z.NEVER
}

/** A nested record that may be missing. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullable().catch(null as never) as z.ZodType<z.output<T> | null>
}

/** A nested list. Anything else counts as empty, and items that cannot be read are left out. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) => readable(item, items))
}

/** The same for a list of which a screen says whether it is all: not complete where an item cannot be read. */
export function wholeList<T extends z.ZodType>(item: T) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) => {
      const read = readable(item, items)
      return { items: read, complete: read.length === items.length }
    })
}

/** Any JSON object, unchanged; anything else counts as empty. */
export const anything = z.record(z.string(), z.unknown()).catch({})

/** Reads the result as one record. Throws Malformed when it is none. */
export function one<T extends z.ZodType>(schema: T, answer: Answer): z.output<T> {
  const parsed = schema.safeParse(answer.result)
  if (!parsed.success) throw new Malformed(`unexpected result: ${parsed.error.issues.map(where).join(', ')}`)
  return parsed.data
}

/**
 * Reads the result as a list; not complete where an item cannot be read. Null counts as empty. Throws Malformed when it
 * is no list, or when no item can be read.
 */
export function many<T extends z.ZodType>(schema: T, answer: Answer): Whole<z.output<T>> {
  const { items, unread } = rows(schema, answer)
  return { items, complete: unread === 0 }
}

/** As `many`, with the number of unreadable items. */
export function rows<T extends z.ZodType>(
  schema: T,
  answer: Answer,
): { items: z.output<T>[]; unread: number } {
  if (answer.result === null) return { items: [], unread: 0 }
  if (!Array.isArray(answer.result)) throw new Malformed('unexpected result: not a list')
  const items = readable(schema, answer.result)
  if (items.length === 0 && answer.result.length > 0)
    throw new Malformed('unexpected result: no item can be read')
  return { items, unread: answer.result.length - items.length }
}

/** As `many`, for lists where no item may be overlooked. Throws Malformed when one cannot be read. */
export function every<T extends z.ZodType>(schema: T, answer: Answer): z.output<T>[] {
  const { items, unread } = rows(schema, answer)
  if (unread > 0) throw new Malformed(`unexpected result: ${unread} of its items cannot be read`)
  return items
}

function readable<T extends z.ZodType>(schema: T, items: unknown[]): z.output<T>[] {
  return items.flatMap((item) => {
    const parsed = schema.safeParse(item)
    return parsed.success ? [parsed.data] : []
  })
}

// Names only the place: a value could be anything, including a secret.
function where(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'result'} (${issue.code})`
}
