'use client'
import { useEffect, useEffectEvent } from 'react'
import type { FieldValues, Resolver } from 'react-hook-form'
import type { ZodType } from 'zod'

const loadZod = () => import('@hookform/resolvers/zod')

/**
 * A form's resolver whose schema, with Zod and all, is no part of what the page loads first: it is fetched once the
 * browser has nothing else to do, or when something is focused, at the latest for the first validation. Where it cannot
 * be fetched, what was typed goes on as it is: the server looks at it with the same schema, and answers for the fields.
 */
export function useLazyResolver<Input extends FieldValues, Output>(
  schema: () => Promise<ZodType<Output, Input>>,
): Resolver<Input, unknown, Output> {
  const fetch = useEffectEvent(() => void Promise.all([loadZod(), schema()]).catch(() => {}))
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((then: () => void) => window.setTimeout(then, 200))
    const forget = window.cancelIdleCallback ?? window.clearTimeout
    const asked = idle(() => fetch())
    const focused = () => fetch()
    document.addEventListener('focusin', focused, { once: true })
    return () => {
      forget(asked)
      document.removeEventListener('focusin', focused)
    }
  }, [])
  return async (values, context, options) => {
    const loaded = await Promise.all([loadZod(), schema()]).catch(() => null)
    if (!loaded) return { values: values as unknown as Output, errors: {} }
    const [{ zodResolver }, found] = loaded
    return zodResolver(found)(values, context, options)
  }
}
