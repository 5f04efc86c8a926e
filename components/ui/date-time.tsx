import { absolute, relative, timeOfDay } from './moment'

/**
 * A moment. Relative ("3 hours ago") with the exact UTC time as its title, or `exact` for the UTC time itself.
 * The browser's text may be a second younger than the server's; React is told not to mind.
 */
export function DateTime({ value, exact = false }: { value: Date | string | number; exact?: boolean }) {
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) return <span>{String(value)}</span>
  return (
    <time
      dateTime={date.toISOString()}
      title={absolute(date)}
      className="whitespace-nowrap tabular-nums"
      suppressHydrationWarning
    >
      {exact ? absolute(date) : relative(date, new Date())}
    </time>
  )
}

/** Since when what is shown is so: "21:04 UTC", with its day where that is not today. */
export function ClockTime({ value }: { value: string }) {
  const date = new Date(value)
  return (
    <time
      dateTime={value}
      title={absolute(date)}
      className="whitespace-nowrap tabular-nums"
      suppressHydrationWarning
    >
      {timeOfDay(date, new Date())}
    </time>
  )
}
