'use client'
import { useEffect, useRef } from 'react'
import type { ErrorView } from '@/lib/core/errors'

/**
 * The ref is for the form, whose first field at fault then gets the focus. `error`: an action's error, or how often the
 * form was refused.
 */
export function useFaultFocus(error: ErrorView | number | null | undefined) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])
  return form
}
