import 'server-only'

type Named = { id: string; name: string | null; parentId: string | null }

/**
 * The name of each unit by its id, after the names of the units above it: "Resale › North". Units with the same path
 * get their id added.
 */
export function unitPaths(units: Named[]): Map<string, string> {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const paths = units.map((unit) => {
    const names = lineOf(unit, byId).map(({ id, name }) => name ?? id)
    return names.join(' › ')
  })
  const twins = new Set(paths.filter((path, nth) => paths.indexOf(path) !== nth))
  return new Map(
    units.map(({ id }, nth) => {
      const path = paths[nth]!
      return [id, twins.has(path) ? `${path} (${id})` : path]
    }),
  )
}

/** The unit after those above it, the topmost first. */
export function lineOf<Unit extends Named>(unit: Unit, byId: Map<string, Unit>): Unit[] {
  const line = [unit]
  for (;;) {
    const above = byId.get(line[0]!.parentId ?? '')
    if (!above || line.includes(above)) return line
    line.unshift(above)
  }
}
