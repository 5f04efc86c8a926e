/** What happens to one call of a run, and how often among a hundred runs. */
export const FAULTS = {
  none: 4,
  /** Done, and its answer never arrives. */
  lost: 18,
  /** Broken off before it was read. */
  reset: 10,
  /** Never answered. */
  hang: 4,
  refused500: 10,
  html502: 10,
  /** Done, and half of its answer arrives. */
  truncated: 14,
  limit429: 10,
  /** The process that made the call is killed while it waits for the answer. */
  killed: 6,
  /** It is stopped while it waits, and goes on once others have taken over. */
  frozen: 4,
  /** The database is restarted while the call is under way. */
  database: 2,
  /** A person stops the run while the call is under way. */
  stopped: 5,
  /** The same, and the process is killed at that moment. */
  stoppedAndKilled: 3,
}
export type FaultKind = keyof typeof FAULTS

/** Which call of the run it happens to, the first being 1. */
export type Plan = { kind: FaultKind; call: number }
