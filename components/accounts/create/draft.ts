'use client'
import { useCallback, useEffect } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { CreateAccount } from '@/lib/accounts/schema'

// In the tab's own store, which ends with the tab: the draft may hold personal data. Sign-out clears it too.
const slot = (key: string) => `tenantdesk:draft:create-account:${key}`
const Draft = CreateAccount.partial().omit({ attemptKey: true })

/** Keeps what is typed through a reload. Takes the opened form's key; returns how to forget it. */
export function useDraft(key: string, form: UseFormReturn<CreateAccount>): () => void {
  const { reset, getValues, watch } = form
  useEffect(() => {
    const kept = read(key)
    if (kept) reset({ ...getValues(), ...kept })
    const { unsubscribe } = watch((values) => {
      try {
        sessionStorage.setItem(slot(key), JSON.stringify(values))
      } catch {
        // A full or forbidden store costs the draft, not the form.
      }
    })
    return unsubscribe
  }, [key, reset, getValues, watch])
  return useCallback(() => sessionStorage.removeItem(slot(key)), [key])
}

function read(key: string): Partial<CreateAccount> | null {
  try {
    const parsed: unknown = JSON.parse(sessionStorage.getItem(slot(key)) ?? 'null')
    // Only the kinds of values matter here: a draft may well be invalid.
    if (typeof parsed !== 'object' || parsed === null) return null
    const entries = Object.entries(parsed).filter(
      ([field, value]) =>
        field in Draft.shape && typeof value === (field === 'confirmDuplicate' ? 'boolean' : 'string'),
    )
    return Object.fromEntries(entries)
  } catch {
    return null
  }
}
