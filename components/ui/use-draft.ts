'use client'
import { useCallback, useEffect, useEffectEvent } from 'react'
import { rawDraft, useDraftsOpen, writeDraft } from './draft'

/**
 * Keeps what a form holds under a name, so that a reload does not lose it; without a name nothing is kept. `restore` is
 * given what was kept, whatever it is, once it can be read. Returns what keeps the form's values; null forgets them.
 */
export function useDraft(
  name: string | null,
  restore: (kept: unknown) => void,
): (values: Record<string, unknown> | null) => void {
  const open = useDraftsOpen()
  const read = useEffectEvent(restore)
  useEffect(() => {
    if (!open || name === null) return
    const kept = rawDraft(name)
    if (kept) read(kept)
  }, [name, open])
  return useCallback(
    (values) => {
      // Before it was read, it would be overwritten by the empty form.
      if (open && name !== null) writeDraft(name, values)
    },
    [name, open],
  )
}
