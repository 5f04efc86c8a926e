/** What the calls that Cloudflare allows in five minutes are spent on, in words. */
export const SPENT_ON = {
  view: 'Pages that people look at',
  act: 'Changes that people make',
  run: 'Onboarding runs and imports',
  export: 'Exports',
  background: 'Checks in the background',
  others: 'Cloudflare’s dashboard and other tools',
}

/** How much is left of the calls that Cloudflare allows in five minutes. Moments are epoch milliseconds. */
export type Allowance = {
  limit: number
  used: number
  /** When half of what is used is free again, and when all of it; null while nothing is used. */
  halfAt: number | null
  fullAt: number | null
  /** Nothing is sent until `halfAt`. */
  spent: boolean
  /** What runs and other background work leave to people. */
  forPeople: number
  by: Record<keyof typeof SPENT_ON, number>
}

/** From here on the frame warns. */
export const WARN_FROM = 4 / 5
