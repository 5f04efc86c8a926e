'use client'
import { useCallback, useEffect } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { rawDraft, useDraftsOpen, writeDraft } from '@/components/ui/draft'
import type { CreateAccount } from '@/lib/accounts/schema'

const slot = (key: string) => `create-account:${key}`

/** Keeps what is typed through a reload. Takes the opened form's key; returns how to forget it. */
export function useDraft(key: string, form: UseFormReturn<CreateAccount>): () => void {
  const { reset, getValues, watch } = form
  const open = useDraftsOpen()
  useEffect(() => {
    if (!open) return
    const kept = read(key, getValues())
    if (kept) reset({ ...getValues(), ...kept })
    const { unsubscribe } = watch((values) => writeDraft(slot(key), values))
    return unsubscribe
  }, [open, key, reset, getValues, watch])
  return useCallback(() => writeDraft(slot(key), null), [key])
}

// Only the kinds of values matter here: a draft may well be invalid.
function read(key: string, form: CreateAccount): Partial<CreateAccount> | null {
  const kept = rawDraft(slot(key)) as Record<string, unknown> | null
  const fields = Object.entries(form).filter(
    ([field, value]) => field !== 'attemptKey' && typeof kept?.[field] === typeof value,
  )
  return kept && Object.fromEntries(fields.map(([field]) => [field, kept[field]]))
}
