'use client'
import { createContext, use, useState, type ReactNode } from 'react'
import {
  AS_IT_COMES,
  readTables,
  TABLES_COOKIE,
  writeTables,
  type TablePreference,
  type TablePreferences,
} from './table-preferences'

const Choices = createContext<{
  tables: TablePreferences
  choose: (id: string, preference: TablePreference) => void
}>({ tables: {}, choose: () => {} })

/** Holds what a person chose for each table; `initial` is as the cookie had it when the page was asked for. */
export function TableChoices({ initial, children }: { initial: TablePreferences; children: ReactNode }) {
  const [tables, setTables] = useState(initial)
  function choose(id: string, preference: TablePreference) {
    setTables((before) => ({ ...before, [id]: preference }))
    // Read anew: another tab may have chosen something for another table.
    const kept = document.cookie.split('; ').find((each) => each.startsWith(`${TABLES_COOKIE}=`))
    const all = { ...readTables(kept?.slice(TABLES_COOKIE.length + 1)), [id]: preference }
    document.cookie = `${TABLES_COOKIE}=${writeTables(all)}; path=/; max-age=31536000; samesite=lax`
  }
  return <Choices value={{ tables, choose }}>{children}</Choices>
}

export function useTableChoices(id: string) {
  const { tables, choose } = use(Choices)
  return [tables[id] ?? AS_IT_COMES, (preference: TablePreference) => choose(id, preference)] as const
}
