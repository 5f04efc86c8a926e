import { actorName, deedOf } from '@/components/cloudflare-log/labels'
import { hrefWith } from '@/components/ui/href'
import { RESULTS, type ActivityLine, type ActivityResult, type Labels } from '@/lib/audit/schema'
import type { LogLine } from '@/lib/cloudflare-log/schema'

/** Something that happened to a customer, on our record or in Cloudflare's log. */
export type Change = {
  key: string
  /** ISO. */
  at: string
  what: string
  who: string
  by: 'here' | 'cloudflare'
  /** In words. */
  result: string | null
  /** Of our own record. */
  ours: ActivityResult | null
  href: string
}

const SHOWN = 10

/**
 * Both records in one, the newest first. What was done here is in both: it is told as our record has it, which knows who
 * it was.
 */
export function changesOf(path: string, labels: Labels, ours: ActivityLine[], theirs: LogLine[]): Change[] {
  const here = ours.map(({ id, at, action, person, result }): Change => ({
    key: id,
    at,
    what: labels[action] ?? action,
    who: person,
    by: 'here',
    result: RESULTS[result],
    ours: result,
    href: hrefWith(`${path}/activity`, { event: id }),
  }))
  const there = theirs.flatMap((line): Change[] => {
    if (!line.at || line.origin?.kind === 'here') return []
    return [
      {
        key: `cloudflare-${line.id ?? line.at}`,
        at: line.at,
        what: [deedOf(line), line.zone?.name].filter(Boolean).join(', '),
        who: actorName(line.actor) ?? 'Not known who',
        by: 'cloudflare',
        result: line.result,
        ours: null,
        href: hrefWith(`${path}/audit-log`, line.id ? { entry: line.id, at: line.at } : {}),
      },
    ]
  })
  return [...here, ...there]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.key < b.key ? -1 : 1))
    .slice(0, SHOWN)
}
