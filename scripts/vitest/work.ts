import { WorkQuery } from '@/lib/today/schema'

/** Looks at everything, and returns what whoever is signed in sees on Today. */
export async function work(query: Partial<Record<keyof WorkQuery, string>> = {}) {
  const [{ lookAtAll }, { workList }, { ACTION_LABELS }] = await Promise.all([
    import('@/lib/today/looking'),
    import('@/lib/today/queries'),
    import('@/lib/commands'),
  ])
  await lookAtAll()
  return (await workList(WorkQuery.parse(query), ACTION_LABELS)).rows
}
