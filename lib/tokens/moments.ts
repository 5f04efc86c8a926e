import 'server-only'

/**
 * The moment to send for a day of the form: the one that the token has `now` where that is the same day, else the day's
 * first or last second in UTC. Upstream takes whole seconds only.
 */
export function momentOf(day: string, at: 'start' | 'end', now: string | null = null): string | null {
  if (day === '') return null
  if (now && dayOf(now) === day) return wholeSeconds(now)
  return `${day}T${at === 'start' ? '00:00:00' : '23:59:59'}Z`
}

/** The day in UTC, empty for none. */
export const dayOf = (moment: string | null) => moment?.slice(0, 10) ?? ''

export const wholeSeconds = (moment: string) => moment.replace(/\.\d+Z$/, 'Z')
