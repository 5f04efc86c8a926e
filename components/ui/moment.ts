// A unit, its seconds, and from how many of it on: days for two months and months for two years, because what ends in
// 45 days must not read as a month.
const STEPS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ['year', 31_557_600, 2],
  ['month', 2_629_800, 2],
  ['day', 86_400, 1],
  ['hour', 3_600, 1],
  ['minute', 60, 1],
]
// Numbers alone: "tomorrow" and "next year" would be the calendar's, in a time zone that is not the reader's.
const words = new Intl.RelativeTimeFormat('en')
const exact = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
})

/** The distance in words, rounded, "just now" within a minute. */
export function relative(date: Date, now: Date): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  for (const [unit, length, from] of STEPS) {
    if (Math.abs(seconds) >= from * length) return words.format(Math.round(seconds / length), unit)
  }
  return 'just now'
}

/** In UTC, the same on every machine: "22 Nov 2026, 01:05:09 UTC". */
export function absolute(date: Date): string {
  return `${exact.format(date)} UTC`
}

/** The time of day in UTC: "01:05:09 UTC". */
export function clock(date: Date): string {
  return `${date.toISOString().slice(11, 19)} UTC`
}

/** The same to the minute, with the day where it is another than that of `now`: "21:04 UTC", "22 Nov 2026, 21:04 UTC". */
export function timeOfDay(date: Date, now: Date): string {
  const [text, today] = [absolute(date), absolute(now)]
  const [day, time] = text.split(', ') as [string, string]
  const minute = time.replace(/:\d\d UTC$/, ' UTC')
  return today.startsWith(`${day},`) ? minute : `${day}, ${minute}`
}

/** As whole seconds are counted down: "2 min 05 s", "9 s". */
export function lasting(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  return minutes === 0 ? `${rest} s` : `${minutes} min ${String(rest).padStart(2, '0')} s`
}
