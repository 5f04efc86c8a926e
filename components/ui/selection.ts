'use client'
import { useState } from 'react'

/**
 * Which of a page's rows are selected. Takes the keys of those that can be, in their order; what is not among them (any
 * more) is not selected.
 */
export function useSelection(keys: string[]) {
  const [{ chosen, last }, set] = useState<{ chosen: string[]; last: string | null }>({
    chosen: [],
    last: null,
  })
  const selected = keys.filter((key) => chosen.includes(key))
  return {
    selected,
    /** `upTo` does to all from the last one to this what is done to this. */
    toggle: (key: string, upTo: boolean) =>
      set({ chosen: toggled(keys, selected, key, upTo ? last : null), last: key }),
    toggleAll: (on: boolean) => set({ chosen: on ? keys : [], last: null }),
  }
}

/** Takes all keys, those selected, one to change, and from which on (null for that one); returns those selected then. */
export function toggled(keys: string[], selected: string[], key: string, from: string | null): string[] {
  const to = keys.indexOf(key)
  const start = from !== null && keys.includes(from) ? keys.indexOf(from) : to
  const changed = keys.slice(Math.min(start, to), Math.max(start, to) + 1)
  const others = selected.filter((each) => !changed.includes(each))
  return selected.includes(key) ? others : [...others, ...changed]
}
