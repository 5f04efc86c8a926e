'use client'
import { useEffect, useEffectEvent, useState } from 'react'
import { rawDraft, useDraftsOpen, writeDraft } from './draft'

/**
 * Keeps what a form holds under a name, so that a reload does not lose it; null while there is nothing to keep.
 * `restore` is given what was kept, whatever it is, once the form is there.
 */
export function useDraft(
  name: string,
  held: Record<string, unknown> | null,
  restore: (kept: unknown) => void,
) {
  const restored = useEffectEvent(restore)
  const [read, setRead] = useState(false)
  const open = useDraftsOpen()
  useEffect(() => {
    if (!open) return
    restored(rawDraft(name))
    // Nothing is written before: it would be the empty form.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setRead(true)
  }, [name, open])
  useEffect(() => {
    if (read) writeDraft(name, held)
  })
}
