export type DiffRow = { key: string; before: string | null; after: string | null; changed: boolean }

/**
 * A row per key, nested keys joined by dots, with null for an absent side, in the order of `before` and then what
 * `after` adds. Both are plain objects, or null for what was not there.
 */
export function diffRows(before: unknown, after: unknown): DiffRow[] {
  const left = flatten(before)
  const right = flatten(after)
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => {
    const a = left.get(key) ?? null
    const b = right.get(key) ?? null
    return { key, before: a, after: b, changed: a !== b }
  })
}

function flatten(value: unknown, prefix = '', into = new Map<string, string>()): Map<string, string> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, prefix ? `${prefix}.${key}` : key, into)
  } else if (value !== undefined && (prefix || value !== null)) {
    into.set(prefix || 'value', typeof value === 'string' ? value : JSON.stringify(value))
  }
  return into
}
