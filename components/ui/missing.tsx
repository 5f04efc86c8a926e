/** A dash in the place of what is not there, and what a screen reader says instead. */
export function Missing({ what = 'Not known' }: { what?: string }) {
  return (
    <span className="text-kumo-subtle">
      <span aria-hidden="true">—</span>
      <span className="sr-only">{what}</span>
    </span>
  )
}
