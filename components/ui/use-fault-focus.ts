'use client'
import { useEffect, useRef } from 'react'
import type { ErrorView } from '@/lib/core/errors'

/**
 * Takes an action's error, or how often the form was refused; returns the ref for its form, in which the first field
 * at fault then gets the focus.
 */
export function useFaultFocus(error: ErrorView | number | null | undefined) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])
  return form
}
