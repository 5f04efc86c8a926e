// In the tab's own store, which ends with the tab.
const PREFIX = 'tenantdesk:draft:'
const OWNER = 'tenantdesk:drafts-of'
const slot = (name: string) => PREFIX + name

/** Keeps what is typed in a form under a name, so that a reload does not lose it; null forgets it. */
export function writeDraft(name: string, values: Record<string, unknown> | null): void {
  try {
    if (values) sessionStorage.setItem(slot(name), JSON.stringify(values))
    else sessionStorage.removeItem(slot(name))
  } catch {
    // A full or forbidden store costs the draft, not the form.
  }
}

/** Takes a form's name; returns what was kept, whatever it is, or null. */
export function rawDraft(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(slot(name)) ?? 'null')
  } catch {
    return null
  }
}

/** Takes a form's name and its text fields; returns those that were kept, or null. A draft may well be invalid. */
export function readDraft<T extends Record<string, string>>(
  name: string,
  fields: readonly (keyof T & string)[],
): Partial<T> | null {
  const kept = rawDraft(name) as Record<string, unknown> | null
  if (!kept) return null
  const texts = fields.filter((field) => typeof kept[field] === 'string')
  return Object.fromEntries(texts.map((field) => [field, kept[field]])) as Partial<T>
}

/** Takes who is signed in; forgets what somebody else typed in this tab, whose session may have ended by itself. */
export function ownDrafts(person: string): void {
  try {
    if (sessionStorage.getItem(OWNER) !== person) clearDrafts()
    sessionStorage.setItem(OWNER, person)
  } catch {
    // A forbidden store holds none.
  }
}

/** Forgets every draft of this tab: they may hold personal data, which must not outlive who typed them signing out. */
export function clearDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  } catch {
    // A forbidden store holds none.
  }
}
