import * as z from 'zod'

export const RefreshDirectory = z.strictObject({})

/** How far the mirror has come. Times are ISO. */
export type DirectoryProgress = {
  accounts: number
  /** Of them, those that are ours and were read once. */
  read: number
  ours: number
  gone: number
  /** Accounts of which something could not be read the last time, and what of one of them. */
  faults: { accounts: number; example: string | null }
  /** When every account was last listed. */
  listedAt: string | null
  /** The oldest reading of an account of ours. */
  oldestRead: string | null
  /** Accounts read in the last hour. */
  lastHour: number
  /** What goes on now. */
  doing: 'listing' | 'reading' | 'refreshing' | 'idle'
  fault: string | null
  /** Nobody refreshes it unless asked to. */
  manual: boolean
}
