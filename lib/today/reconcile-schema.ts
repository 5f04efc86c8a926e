import * as z from 'zod'
import { ChosenTenant } from '@/lib/tenants/schema'

/** What Reconcile shows, in the order of its tabs. */
export const RECONCILED = ['cloudflare', 'here', 'namesakes', 'drift'] as const
export type Reconciled = (typeof RECONCILED)[number]

/** How an account is beside what it was ordered with. */
export const DRIFTS = ['drifted', 'in-sync', 'not-checked', 'unknown'] as const
export type Drift = (typeof DRIFTS)[number]

/** What the address of Reconcile says; whatever makes no sense falls back. */
export const ReconcileQuery = z.object({
  show: z.enum(RECONCILED).catch('cloudflare'),
  drift: z.enum(DRIFTS).or(z.literal('')).catch(''),
  /** Only the namesakes of this likeness. */
  like: z.string().max(500).catch(''),
  account: z.string().max(64).catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  tenant: ChosenTenant,
})
export type ReconcileQuery = z.output<typeof ReconcileQuery>

export type ReconcileRow = {
  /** Unique in the list. */
  key: string
  account: { id: string; name: string | null }
  unitName: string | null
  /** When it was made, or went. */
  at: string | null
  drift: Drift | null
  /** A sentence each. */
  says: string[]
  next: { label: string; href: string } | null
}
export type ReconcilePage = {
  rows: ReconcileRow[]
  totalCount: number
  counts: Record<Reconciled, number>
  /** As of when the accounts were listed; null where never whole. */
  asOf: string | null
}
