import type { Mark } from '@/lib/find/schema'

/** A text with what was found in it marked: as text, whatever it holds. */
export function Marked({ text, marks }: { text: string; marks: Mark[] }) {
  const end = marks.at(-1)?.[1] ?? 0
  return (
    <bdi>
      {marks.map(([from, to], index) => (
        <span key={from}>
          {text.slice(marks[index - 1]?.[1] ?? 0, from)}
          <mark className="rounded-sm bg-kumo-warning/35 text-inherit">{text.slice(from, to)}</mark>
        </span>
      ))}
      {text.slice(end)}
    </bdi>
  )
}
