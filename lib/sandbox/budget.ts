/** The allowance of the client API: so many calls in a window, then a block as long (tenant-api §4.1). */
import type { SandboxSettings } from './settings'

interface Spent {
  used: number
  /** Epoch milliseconds at which the window, or the block, ends. */
  until: number
  blocked: boolean
}

export class Budget {
  private readonly spent = new Map<string, Spent>()

  /** Counts one call of a user or account token. `retryAfter` is set when it is refused. */
  spend(
    caller: string,
    { limit, windowSeconds }: SandboxSettings['budget'],
  ): { left: number; reset: number; retryAfter?: number } {
    const now = Date.now()
    let entry = this.spent.get(caller)
    if (!entry || entry.until <= now) {
      entry = { used: 0, until: now + windowSeconds * 1000, blocked: false }
      this.spent.set(caller, entry)
    }
    if (!entry.blocked && ++entry.used > limit) {
      entry.blocked = true
      entry.until = now + windowSeconds * 1000
    }
    const reset = Math.ceil((entry.until - now) / 1000)
    return entry.blocked ? { left: 0, reset, retryAfter: reset } : { left: limit - entry.used, reset }
  }

  clear(): void {
    this.spent.clear()
  }
}
