/** A subscription of an account as the screens show it; states and frequencies as they come (tenant-api §2.9). */
export type SubscriptionRow = {
  id: string | null
  /** The product's own name, or null. */
  product: string | null
  plan: string | null
  planId: string | null
  state: string | null
  frequency: string | null
  price: number | null
  currency: string | null
  /** Set for the plan of a zone. */
  zoneName: string | null
}
