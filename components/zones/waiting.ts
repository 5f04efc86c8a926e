const DAY_MS = 86_400_000
/** Then Cloudflare deletes a zone: one on the Free plan that was never active, and one that moved away (tenant-api §11). */
const DELETED_AFTER = { pending: 28, moved: 7 }

/**
 * How long a zone has been waiting, in words: "Pending, day 5 of 28". `plan`: '' for Free; null where that is not known. A
 * pending zone that is paid for waits as long as it likes. Null for what does not wait, or where its start is not known.
 */
export function waitsFor(
  { status, since, plan }: { status: string | null; since: string | null; plan: string | null },
  now: Date,
): string | null {
  if ((status !== 'pending' && status !== 'moved') || !since) return null
  const day = Math.max(1, Math.floor((now.getTime() - Date.parse(since)) / DAY_MS) + 1)
  const word = status === 'pending' ? 'Pending' : 'Moved'
  const free = plan !== null && /^(free.*)?$/i.test(plan)
  if (status === 'pending' && !free) return `${word}, day ${day}`
  const last = DELETED_AFTER[status]
  return day > last ? `${word} for more than ${last} days` : `${word}, day ${day} of ${last}`
}
