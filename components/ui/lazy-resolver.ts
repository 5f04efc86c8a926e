'use client'
import type { FieldValues, Resolver } from 'react-hook-form'
import type { ZodType } from 'zod'
import { useLate } from './use-late'

const loadZod = () => import('@hookform/resolvers/zod')

/**
 * A form's resolver whose schema, and Zod with it, is loaded after the page, at the latest for the first validation. Where
 * it cannot be fetched, what was typed is sent unchecked: the server checks it by the same schema and answers for the
 * fields.
 */
export function useLazyResolver<Input extends FieldValues, Output>(
  schema: (() => Promise<ZodType<Output, Input>>) | undefined,
): Resolver<Input, unknown, Output> {
  useLate(() => load(schema))
  return async (values, context, options) => {
    const loaded = await load(schema)
    if (!loaded) return { values: values as unknown as Output, errors: {} }
    const [{ zodResolver }, found] = loaded
    return zodResolver(found)(values, context, options)
  }
}

async function load<Schema>(schema: (() => Promise<Schema>) | undefined) {
  return schema ? Promise.all([loadZod(), schema()]).catch(() => null) : null
}
