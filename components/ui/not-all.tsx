/** Said below a list that is not complete. `of` is what it lists, in the plural. */
export function NotAll({ of }: { of: string }) {
  return <p className="mt-3 text-sm text-kumo-warning">{notAll(of)}</p>
}

/** The same, as the hint of a field. */
export const notAll = (of: string) => `Not all ${of} could be read: there may be more than these.`
