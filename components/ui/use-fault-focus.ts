'use client'
import { useEffect, useRef } from 'react'
import type { ErrorView } from '@/lib/core/errors'

/** Takes an action's error; returns the ref for its form, in which the first field at fault gets the focus. */
export function useFaultFocus(error: ErrorView | null) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])
  return form
}
