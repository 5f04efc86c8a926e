const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const exact = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
})

/** Takes a moment and now; returns the distance in words, "just now" within a minute. */
export function relative(date: Date, now: Date): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit)
  }
  return 'just now'
}

/** Takes a moment; returns it in UTC, the same on every machine: "22 Nov 2026, 01:05:09 UTC". */
export function absolute(date: Date): string {
  return `${exact.format(date)} UTC`
}

/** Takes a moment; returns its UTC clock time: "01:05 UTC". */
export function clock(date: Date): string {
  return `${date.toISOString().slice(11, 16)} UTC`
}
