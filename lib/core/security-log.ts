import 'server-only'
import type { ErrorCode } from './errors'
import { log } from './log'

/** What was refused, to whom. Nothing that was typed: an unknown email address may be a password in the wrong box. */
export type SecurityEvent = {
  event: ErrorCode | 'sign_in_invalid' | 'too_large' | 'dead_link' | 'foreign'
  action?: string
  /** Without its query, which may name customers. */
  path?: string | null
  permission?: string
  /** Names of fields, never their values. */
  fields?: string[]
  reason?: string
  actorId?: string | null
  sessionId?: string | null
  address?: string | null
  requestId?: string
}

const MINUTE = 60_000
// Of one kind by one person or address, in a minute; of more than that, one in a hundred.
const OF_A_KIND = 20
const ONE_IN = 100
// Of all kinds: by people, and apart from them by strangers, who cannot drown what people do.
const OF_ALL = 300
const TEXT_MAX = 200
const FIELDS_MAX = 10

type Window = { began: number; lines: number; seen: Map<string, number>; skipped: number }

// Kept with the process: pages and actions are bundled apart, and each has this module once.
const shared = globalThis as typeof globalThis & { tenantdeskSecurityLog?: Record<string, Window> }

/** Writes one line to the log, of the kind "security". Bounded: of a flood it writes a sample, and how many it left out. */
export function logSecurity(event: SecurityEvent): void {
  const window = present(event.actorId ? 'people' : 'strangers')
  const { event: kind, action, path, actorId, address } = event
  const key = [kind, action ?? path, actorId ?? address].join(' ').slice(0, TEXT_MAX)
  const seen = (window.seen.get(key) ?? 0) + 1
  if (seen > 1 || window.seen.size < OF_ALL) window.seen.set(key, seen)
  if (window.lines < OF_ALL && (seen <= OF_A_KIND || seen % ONE_IN === 0)) {
    window.lines++
    write(bounded(event))
  } else if (++window.skipped === 1) {
    setTimeout(tellSkipped, window.began + MINUTE - Date.now(), window).unref()
  }
}

function present(whose: string): Window {
  const windows = (shared.tenantdeskSecurityLog ??= {})
  const now = Date.now()
  if (windows[whose] && now - windows[whose].began < MINUTE) return windows[whose]
  return (windows[whose] = { began: now, lines: 0, seen: new Map(), skipped: 0 })
}

function tellSkipped({ skipped }: Window): void {
  write({ event: 'sampled', skipped })
}

function write(line: object): void {
  log()
    .child({ log: 'security' }, { level: log().level === 'silent' ? 'silent' : 'info' })
    .info(line)
}

function bounded(event: SecurityEvent): object {
  const short = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.slice(0, FIELDS_MAX).map(short)
      : typeof value === 'string'
        ? value.slice(0, TEXT_MAX)
        : value
  const said = Object.entries(event).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(said.map(([name, value]) => [name, short(value)]))
}
