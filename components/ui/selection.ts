'use client'
import { useState } from 'react'

/**
 * Which of a page's rows are selected. `keys`: of the rows that can be, in their order; what is not (or no longer)
 * among them is not selected.
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

/** The selection after `key` was changed, alone (`from` is null) or with all from `from` on. */
export function toggled(keys: string[], selected: string[], key: string, from: string | null): string[] {
  const to = keys.indexOf(key)
  const start = from !== null && keys.includes(from) ? keys.indexOf(from) : to
  const changed = keys.slice(Math.min(start, to), Math.max(start, to) + 1)
  const others = selected.filter((each) => !changed.includes(each))
  return selected.includes(key) ? others : [...others, ...changed]
}
