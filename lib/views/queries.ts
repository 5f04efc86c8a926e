import 'server-only'
import { requireStaff } from '@/lib/auth/session'
import { log } from '@/lib/core/log'
import type { AccountId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import { mayChange } from './commands'
import { RECENT_AT_MOST, type List } from './constants'
import type { Recent, ViewRow } from './schema'

/** The views of a list that the asking person has: their own, and those that are shared, by name. */
export const savedViews = defineQuery({
  permission: 'views.save',
  run: async (list: List): Promise<ViewRow[]> => {
    const staff = await requireStaff()
    const views = await db().savedView.findMany({
      where: { list, OR: [{ createdBy: staff.id }, { shared: true }] },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    })
    const people = await db().staff.findMany({
      where: { id: { in: views.map(({ createdBy }) => createdBy) } },
      select: { id: true, name: true },
    })
    return views.map((view) => ({
      id: view.id,
      name: view.name,
      href: view.query ? `${view.list}?${view.query}` : view.list,
      shared: view.shared,
      by:
        view.createdBy === staff.id
          ? null
          : (people.find(({ id }) => id === view.createdBy)?.name ?? 'Somebody'),
      mine: mayChange(staff, view),
    }))
  },
})

/** What the asking person opened lately, the latest first. */
export const recentlyViewed = defineQuery({
  permission: 'accounts.read',
  run: async (): Promise<Recent[]> => {
    const staff = await requireStaff()
    const rows = await db().recentlyViewed.findMany({
      where: { staffId: staff.id },
      orderBy: { at: 'desc' },
      take: RECENT_AT_MOST,
    })
    const known = await db().directoryAccount.findMany({
      where: { id: { in: rows.map(({ accountId }) => accountId) } },
      select: { id: true, name: true },
    })
    return rows.map(({ accountId, name, at }) => ({
      accountId,
      name: known.find(({ id }) => id === accountId)?.name ?? name,
      at: at.toISOString(),
    }))
  },
})

/**
 * Notes that the asking person opens an account, whose id is proved: it is among what they opened lately, and the mirror
 * reads it anew soon. The page does not fail for it.
 */
export const noteOpening = defineQuery({
  permission: 'accounts.read',
  run: async (account: { id: AccountId; name: string | null }): Promise<void> => {
    const staff = await requireStaff()
    try {
      await opened(staff.id, account)
    } catch (error) {
      log().warn({ err: error }, 'an opening was not noted')
    }
  },
})

async function opened(staffId: string, { id, name }: { id: AccountId; name: string | null }): Promise<void> {
  const at = new Date()
  await db().recentlyViewed.upsert({
    where: { staffId_accountId: { staffId, accountId: id } },
    create: { staffId, accountId: id, name, at },
    update: { name, at },
  })
  await db().$executeRaw`
    DELETE FROM recently_viewed WHERE staff_id = ${staffId}::uuid AND account_id IN (
      SELECT account_id FROM recently_viewed WHERE staff_id = ${staffId}::uuid ORDER BY at DESC OFFSET ${RECENT_AT_MOST})`
  // What was read whole a moment ago is not read again for every tab that somebody opens.
  await db().$executeRaw`
    UPDATE directory_account SET opened_at = now(), due_at = CASE
      WHEN read_at > now() - interval '5 minutes' THEN due_at ELSE LEAST(due_at, now()) END
    WHERE id = ${id}`
}
