import { useSyncExternalStore } from 'react'

// In the tab's own store, which ends with the tab; sealed, because what is typed may be personal data. The key comes
// with a signed-in person's pages and stays in memory: after a session that only expired, the same person gets it again.
const PREFIX = 'tenantdesk:draft:'
const slot = (name: string) => PREFIX + name

/** What is kept, as JSON, by the names of the forms. */
const held = new Map<string, string>()
let key: CryptoKey | null = null
let open = false
const waiting = new Set<() => void>()

/** Keeps what is typed in a form under a name, so that a reload does not lose it; null forgets it. */
export function writeDraft(name: string, values: Record<string, unknown> | null): void {
  if (!values) {
    held.delete(name)
    stored((store) => store.removeItem(slot(name)))
    return
  }
  const text = JSON.stringify(values)
  if (held.get(name) === text) return
  held.set(name, text)
  void seal(name, text)
}

/** What was kept of a form, unchecked, or null. Drafts must be open: `useDraftsOpen`. */
export function rawDraft(name: string): unknown {
  return JSON.parse(held.get(name) ?? 'null')
}

/** Forgets what is kept of a form. */
export const forgetDraft = (name: string) => writeDraft(name, null)

/** Whether what was kept can be read by now, a moment after the page has come to life. */
export function useDraftsOpen(): boolean {
  return useSyncExternalStore(
    (changed) => {
      waiting.add(changed)
      return () => waiting.delete(changed)
    },
    () => open,
    () => false,
  )
}

/**
 * Opens what the signed-in person kept in this tab and forgets what their key (base64) does not open: somebody else's,
 * or what was signed out of. Without WebCrypto (plain http) drafts last no longer than the page.
 */
export async function openDrafts(secret: string): Promise<void> {
  const { subtle } = globalThis.crypto
  key = subtle
    ? await subtle.importKey('raw', bytesOf(secret), 'AES-GCM', false, ['encrypt', 'decrypt'])
    : null
  for (const [name, sealed] of storedDrafts()) {
    const text = await unsealed(name, sealed)
    if (text === null) stored((store) => store.removeItem(slot(name)))
    else if (!held.has(name)) held.set(name, text)
  }
  for (const [name, text] of held) void seal(name, text)
  open = true
  for (const changed of waiting) changed()
}

/** Forgets every draft of this browser: they must not outlive who typed them signing out. */
export function clearDrafts(): void {
  forget()
  const channel = new BroadcastChannel(PREFIX)
  channel.postMessage('clear')
  channel.close()
}

/** Forgets the drafts of this tab when another tab signs out. Returns how to stop listening. */
export function followClearing(): () => void {
  const channel = new BroadcastChannel(PREFIX)
  channel.onmessage = forget
  return () => channel.close()
}

function forget(): void {
  key = null
  held.clear()
  for (const [name] of storedDrafts()) stored((store) => store.removeItem(slot(name)))
}

async function seal(name: string, text: string): Promise<void> {
  if (!key) return
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = await crypto.subtle.encrypt(parametersOf(name, iv), key, new TextEncoder().encode(text))
  // Something newer may have been typed, or all of it forgotten, meanwhile.
  if (held.get(name) === text)
    stored((store) => store.setItem(slot(name), `${textOf(iv)}.${textOf(new Uint8Array(data))}`))
}

async function unsealed(name: string, sealed: string): Promise<string | null> {
  if (!key) return null
  try {
    const [iv, data] = sealed.split('.').map(bytesOf) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]
    return new TextDecoder().decode(await crypto.subtle.decrypt(parametersOf(name, iv), key, data))
  } catch {
    return null
  }
}

const parametersOf = (name: string, iv: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(name),
})

function storedDrafts(): [name: string, sealed: string][] {
  const found: [string, string][] = []
  stored((store) => {
    for (const each of Object.keys(store))
      if (each.startsWith(PREFIX)) found.push([each.slice(PREFIX.length), store.getItem(each) ?? ''])
  })
  return found
}

function stored(touch: (store: Storage) => void): void {
  try {
    touch(sessionStorage)
  } catch {
    // A full or forbidden store costs the draft, not the form.
  }
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
const textOf = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
