// In the tab's own store, which ends with the tab. Sign-out clears everything under this prefix.
const slot = (name: string) => `tenantdesk:draft:${name}`

/** Keeps what is typed in a form under a name, so that a reload does not lose it; null forgets it. */
export function writeDraft(name: string, values: Record<string, unknown> | null): void {
  try {
    if (values) sessionStorage.setItem(slot(name), JSON.stringify(values))
    else sessionStorage.removeItem(slot(name))
  } catch {
    // A full or forbidden store costs the draft, not the form.
  }
}

/** Takes a form's name and its text fields; returns those that were kept, or null. A draft may well be invalid. */
export function readDraft<T extends Record<string, string>>(
  name: string,
  fields: readonly (keyof T & string)[],
): Partial<T> | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(slot(name)) ?? 'null') as Record<string, unknown> | null
    if (!kept) return null
    const texts = fields.filter((field) => typeof kept[field] === 'string')
    return Object.fromEntries(texts.map((field) => [field, kept[field]])) as Partial<T>
  } catch {
    return null
  }
}
