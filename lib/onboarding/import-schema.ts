import * as z from 'zod'
import { FIELD_MAX, GRID_ROWS, IMPORT_COLUMNS, ROWS_MAX } from './import-constants'

export type ImportColumn = (typeof IMPORT_COLUMNS)[number]

/** A row as it was written: every column, empty where the file has none. */
export type ImportValues = Record<ImportColumn, string>
export type ImportFaults = Partial<Record<ImportColumn, string>>

export const EMPTY_VALUES = Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, ''])) as ImportValues

const Values = z.record(
  z.enum(IMPORT_COLUMNS),
  z.string().max(FIELD_MAX, `A field can have at most ${FIELD_MAX.toLocaleString('en')} characters.`),
)
const Row = z.number().int().min(2).max(1_000_000)

export const OneImport = z.object({ importId: z.uuid() })

/** Fields of the grid. `loaded`: what the row said when the grid was opened. */
export const MendRows = OneImport.extend({
  rows: z
    .array(z.object({ row: Row, loaded: Values, values: Values }))
    .min(1)
    .max(GRID_ROWS * 2),
})
export type MendRows = z.output<typeof MendRows>

/** Which rows of an import: those that are named, or all that have twins. */
export const TheseRows = OneImport.extend({ rows: z.array(Row).min(1).max(ROWS_MAX).or(z.literal('twins')) })

/** `again`: somebody saw that the same file was started before. */
export const StartImport = OneImport.extend({ again: z.boolean() })

/** What of the rows the grid shows. */
export const GRID_FILTERS = ['all', 'errors', 'twins', 'ready', 'failed'] as const

export const GridQuery = z.object({
  check: z.uuid().optional().catch(undefined),
  show: z.enum(GRID_FILTERS).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})
export type GridQuery = z.infer<typeof GridQuery>

/** Somebody who is there already, or is being made, and looks like a row's customer. */
export type Like =
  | { kind: 'account'; accountId: string; name: string; domain?: string }
  | { kind: 'run'; runId: string; name: string; domain?: string }

/** What the rows were compared with. `why`: what kept us from the rest. */
export type Compared = { accounts: number; zones: number; complete: boolean; why: string | null }

export const ROW_STATES = [
  'waiting',
  'running',
  'completed',
  'completed with problems',
  'paused',
  'stopped',
] as const
export type RowState = (typeof ROW_STATES)[number]

export type ImportStatus = 'checked' | 'running' | 'paused' | 'cancelled' | 'done'

/** A row of the grid. */
export type GridRow = {
  row: number
  values: ImportValues
  faults: ImportFaults
  like: Like[]
  /** Other rows of this file with the same customer. */
  twins: number[]
  confirmed: boolean
}

/** How many rows are in which condition. Each is in one but `all`. */
export type GridCounts = { all: number; errors: number; twins: number; ready: number }

export type Grid = {
  rows: GridRow[]
  columns: ImportColumn[]
  counts: GridCounts
  page: number
  /** Rows of what is shown. */
  total: number
}

export type ImportPreview = {
  /** Customers that Start makes. */
  customers: number
  calls: number
  seconds: number
  /** Calls of each five minutes that colleagues keep, whatever the import does. */
  reserve: number
  limit: number
}

/** Another import of the same file. */
export type SameFile = {
  id: string
  startedAt: string
  startedBy: string
  /** What starting this one would make again. */
  made: number
  underway: number
}
