import 'server-only'
import { db } from '@/lib/db/client'

/** What is known of the mirror as a whole. */
export type DirectoryState = {
  /** Every account was listed once: lists are made of the mirror from then on. */
  listed: boolean
  /** Everything in the accounts was read once. */
  filled: boolean
  /** When the latest listing ended that went through to the end; null where none did. */
  asOf: Date | null
  /** Why the reading does not go on now, in words for people. */
  fault: string | null
}

/** One small query: for every page that reads the mirror. */
export async function directoryState(): Promise<DirectoryState> {
  const [state] = await db().$queryRaw<
    { listed: Date | null; filled: boolean | null; fault: string | null }[]
  >`
    SELECT max(listed_at) AS listed, bool_or("full" AND ended_at IS NOT NULL) AS filled,
      (array_agg(fault ORDER BY number DESC))[1] AS fault
    FROM directory_pass`
  return {
    listed: state!.listed !== null,
    filled: state!.filled ?? false,
    asOf: state!.listed,
    fault: state!.fault,
  }
}
