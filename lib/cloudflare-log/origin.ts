import 'server-only'
import { MATCH_WITHIN_MS, type OwnAct } from '@/lib/audit/acts'
import type { AuditLogEntry } from '@/lib/tenant-api/audit-log'
import { bareRay, type Origin } from './schema'

/** How far Cloudflare's clock may be from ours. */
const SKEW_MS = 5_000

/**
 * Whether a row of Cloudflare's log is one of ours. `acts`: ours around it; `email`: that of the credentials. The Ray
 * ID proves it. Where an answer was lost there is none, so that a call of the same kind at the same time, or an act
 * still under way, makes it `perhaps`: a false "made outside this console" would send people looking for an intruder.
 */
export function originOf(entry: AuditLogEntry, acts: OwnAct[], email: string): Origin | null {
  const at = Date.parse(entry.action.time ?? '')
  const near = acts.filter(
    ({ begunAt, endedAt }) =>
      Math.abs(begunAt.getTime() - at) <= MATCH_WITHIN_MS ||
      (endedAt && Math.abs(endedAt.getTime() - at) <= MATCH_WITHIN_MS),
  )
  const ray = entry.raw.rayId && bareRay(entry.raw.rayId)
  const proved = ray && near.find(({ calls }) => calls.some((call) => call.ray && bareRay(call.ray) === ray))
  if (proved) return made('here', proved)
  if (entry.actor.email?.toLowerCase() !== email.toLowerCase()) return null
  const likely = near.find(
    ({ begunAt, endedAt, calls }) =>
      begunAt.getTime() - SKEW_MS <= at &&
      (endedAt === null || (at <= endedAt.getTime() + SKEW_MS && calls.some((call) => lost(call, entry)))),
  )
  if (likely) return made('perhaps', likely)
  return { kind: 'outside', words: 'made outside this console', email: null, eventId: null }
}

function made(kind: 'here' | 'perhaps', { id, person }: OwnAct): Origin {
  const by = person?.name ?? 'Tenantdesk itself'
  const words = kind === 'here' ? `made here, by ${by}` : `perhaps made here, by ${by}`
  return { kind, words, email: person?.email ?? null, eventId: id }
}

function lost({ ray, method, path }: OwnAct['calls'][number], { raw }: AuditLogEntry): boolean {
  if (ray || method === 'GET' || method !== raw.method) return false
  const template = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/]+')
  return new RegExp(`${template}$`).test(raw.uri?.split('?')[0] ?? '')
}
