'use client'
import { useEffect, useRef } from 'react'
import type { ErrorView } from '@/lib/core/errors'

/** The ref is for the form, whose first field at fault gets the focus once its command was refused. */
export function useFaultFocus(error: ErrorView | null) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])
  return form
}
