/** What is left of the calls that Cloudflare allows in five minutes, when it is little. */
export type AllowanceWarning = {
  limit: number
  used: number
  /** Epoch milliseconds. */
  refillsAt: number
  /** Nothing is sent until then. */
  spent: boolean
}

/** From here on the frame warns. */
export const WARN_FROM = 4 / 5
