import type { MemberRow } from '@/lib/members/schema'
import type { ZonesGlance } from '@/lib/zones/schema'

/** What only the mirror knows of a zone: since when it is as it is, and its plan. */
export type ZoneSeen = {
  status: string | null
  /** ISO; null where that cannot be told. */
  since: string | null
  /** '' for none, which is Free; null where it was not read. */
  plan: string | null
}

/** An account as the mirror has it. */
export type CustomerSeen = {
  /** ISO: when it was last seen, and when all that is in it was read whole. */
  asOf: string
  zones: ZonesGlance
  zoneSeen: Record<string, ZoneSeen>
  members: { rows: MemberRow[]; totalCount: number | null }
  /** Since when a member is what it is, by its id: of an open invitation when it was made. ISO. */
  memberSince: Record<string, string>
  /** The names of the plans of its subscriptions and zones, the highest first; null where they were not read. */
  plans: string[] | null
}
