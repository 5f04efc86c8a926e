import * as z from 'zod'
import { FIELD_MAX, GRID_ROWS, IMPORT_COLUMNS, ROWS_MAX } from './import-constants'

export type ImportColumn = (typeof IMPORT_COLUMNS)[number]

/** A row as it was written: every column, empty where the file has none. */
export type ImportValues = Record<ImportColumn, string>
export type ImportFaults = Partial<Record<ImportColumn, string>>

export const EMPTY_VALUES = Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, ''])) as ImportValues

const Cells = z.partialRecord(
  z.enum(IMPORT_COLUMNS),
  z.string().max(FIELD_MAX, `A field can have at most ${FIELD_MAX.toLocaleString('en')} characters.`),
)
const Row = z.number().int().min(2).max(1_000_000)

export const OneImport = z.object({ importId: z.uuid() })

/** Fields of the grid that were changed. `loaded`: what they said when the grid was opened. */
export const MendRows = OneImport.extend({
  rows: z
    .array(z.object({ row: Row, loaded: Cells, values: Cells }))
    .min(1)
    .max(GRID_ROWS * 2),
})
export type MendRows = z.output<typeof MendRows>

/** Which rows of an import: those that are named, or all that have twins. */
export const TheseRows = OneImport.extend({ rows: z.array(Row).min(1).max(ROWS_MAX).or(z.literal('twins')) })

export const RunAgain = OneImport.extend({
  rows: z
    .array(Row)
    .min(1)
    .max(GRID_ROWS * 2),
})

/** `again`: somebody saw that the same file was started before. */
export const StartImport = OneImport.extend({ again: z.boolean() })

/** What of the rows the grid shows. */
export const GRID_FILTERS = ['all', 'failed', 'errors', 'twins', 'ready'] as const

export const GridQuery = z.object({
  show: z.enum(GRID_FILTERS).catch('all'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})
export type GridQuery = z.infer<typeof GridQuery>

/** The page of Import: with a file that was checked, its grid. */
export const ImportQuery = GridQuery.extend({ check: z.uuid().optional().catch(undefined) })

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

/** An import in the list. */
export type ImportRow = {
  id: string
  status: ImportStatus
  fileName: string
  rowCount: number
  createdBy: string
  createdAt: string
}

export type ImportDetails = ImportRow & {
  compared: Compared | null
  startedAt: string | null
  same: SameFile | null
}

/** A row of the grid. */
export type GridRow = {
  row: number
  values: ImportValues
  faults: ImportFaults
  like: Like[]
  /** Other rows of this file with the same customer, the first few. */
  twins: number[]
  /** A row of another file with the same customer, which is being imported. */
  elsewhere: { importId: string; row: number } | null
  /** Somebody wants it all the same. */
  confirmed: boolean
  /** Why its run could make nothing. */
  failure: { runId: string; reason: string } | null
}

export type Grid = {
  rows: GridRow[]
  /** Of the file, and what is missing in it. */
  columns: ImportColumn[]
  /** How many rows are in which condition; each is in one. */
  counts: { all: number; failed: number; errors: number; twins: number; ready: number }
  show: (typeof GRID_FILTERS)[number]
  page: number
  /** Rows of what is shown. */
  total: number
}

export type ImportPreview = {
  /** Customers that Start makes. */
  customers: number
  calls: number
  seconds: number
  /** Calls in five minutes, and how many of them are left to colleagues meanwhile. */
  limit: number
  forPeople: number
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

/** How far an import has come. */
export type ImportProgress = {
  status: ImportStatus
  /** Rows that a run was asked for, by state. */
  states: Record<RowState, number>
  total: number
  /** Rows that wait for a person in the grid. */
  left: number
  /** At the allowance's pace; null where nothing is to be done. */
  secondsLeft: number | null
}

/** A row of a started import. */
export type ImportedRow = {
  row: number
  name: string
  state: RowState
  reason: string | null
  accountId: string | null
  runId: string | null
}

/** The page of an import: of its rows, and of the grid of those that wait for a person. */
export const ImportedQuery = GridQuery.extend({
  state: z.enum(ROW_STATES).optional().catch(undefined),
  at: z.coerce.number().int().min(1).max(10_000).catch(1),
})
export type ImportedQuery = z.infer<typeof ImportedQuery>

export type ImportedPage = { rows: ImportedRow[]; total: number }
