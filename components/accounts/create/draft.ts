'use client'
import { useCallback, useEffect } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { rawDraft, writeDraft } from '@/components/ui/draft'
import { CreateAccount } from '@/lib/accounts/schema'

const slot = (key: string) => `create-account:${key}`
const Draft = CreateAccount.partial().omit({ attemptKey: true })

/** Keeps what is typed through a reload. Takes the opened form's key; returns how to forget it. */
export function useDraft(key: string, form: UseFormReturn<CreateAccount>): () => void {
  const { reset, getValues, watch } = form
  useEffect(() => {
    const kept = read(key)
    if (kept) reset({ ...getValues(), ...kept })
    const { unsubscribe } = watch((values) => writeDraft(slot(key), values))
    return unsubscribe
  }, [key, reset, getValues, watch])
  return useCallback(() => writeDraft(slot(key), null), [key])
}

function read(key: string): Partial<CreateAccount> | null {
  const kept = rawDraft(slot(key))
  if (typeof kept !== 'object' || kept === null) return null
  // Only the kinds of values matter here: a draft may well be invalid.
  const entries = Object.entries(kept).filter(
    ([field, value]) =>
      field in Draft.shape && typeof value === (field === 'confirmDuplicate' ? 'boolean' : 'string'),
  )
  return Object.fromEntries(entries)
}
