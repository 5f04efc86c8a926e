type Named = { id: string; name: string | null; parentId: string | null }

/**
 * Takes the units of a tenant; returns the name of each by its id, after the names of those that it is part of:
 * "Resale › North". Where two would be called the same, their ids tell them apart.
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

/** Takes a unit and all of its tenant by their ids; returns it after those that it is part of, the topmost first. */
export function lineOf<Unit extends Named>(unit: Unit, byId: Map<string, Unit>): Unit[] {
  const line = [unit]
  for (;;) {
    const above = byId.get(line[0]!.parentId ?? '')
    if (!above || line.includes(above)) return line
    line.unshift(above)
  }
}
