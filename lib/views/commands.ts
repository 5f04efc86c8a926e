import 'server-only'
import * as z from 'zod'
import { may } from '@/lib/auth/permissions'
import type { Staff } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import type { Prisma, SavedView } from '@/lib/db/generated/client'
import { defineCommand } from '@/lib/entry/command'
import { VIEWS_AT_MOST } from './constants'
import { ChangeView, RemoveView, SaveView } from './schema'

// Filters may hold what customers are called and where they are written to: the record has names of views alone.
const Known = z.object({ list: z.string(), name: z.string(), shared: z.boolean() })
const known = ({ list, name, shared }: SavedView) => ({ list, name, shared })

export const saveView = defineCommand({
  name: 'view.save',
  label: 'Save a view',
  target: 'view',
  permission: 'views.save',
  effect: 'local',
  input: SaveView,
  remember: { after: Known },
  targetOf: ({ name }) => ({ name }),
  run: async ({ tx, staff }, { list, query, name, shared }) => {
    requireShare(staff, shared)
    const whose = shared ? { shared } : { shared, createdBy: staff.id }
    if ((await tx.savedView.count({ where: { list, ...whose } })) >= VIEWS_AT_MOST)
      throw new AppError('conflict', `A list has at most ${VIEWS_AT_MOST} views. Remove one first.`)
    const view = await tx.savedView.create({ data: { list, query, name, shared, createdBy: staff.id } })
    return { data: { viewId: view.id }, target: { id: view.id }, after: known(view) }
  },
})

export const changeView = defineCommand({
  name: 'view.change',
  label: 'Change a view',
  target: 'view',
  permission: 'views.save',
  effect: 'local',
  input: ChangeView,
  remember: { before: Known, after: Known },
  targetOf: ({ viewId }) => ({ id: viewId }),
  run: async ({ tx, staff }, { viewId, name, shared }) => {
    const view = await ownView(tx, staff, viewId)
    requireShare(staff, shared)
    const changed = await tx.savedView.update({ where: { id: viewId }, data: { name, shared } })
    return { data: null, target: { name }, before: known(view), after: known(changed) }
  },
})

export const removeView = defineCommand({
  name: 'view.remove',
  label: 'Remove a view',
  target: 'view',
  permission: 'views.save',
  effect: 'local',
  input: RemoveView,
  remember: { before: Known },
  targetOf: ({ viewId }) => ({ id: viewId }),
  run: async ({ tx, staff }, { viewId }) => {
    const view = await ownView(tx, staff, viewId)
    await tx.savedView.delete({ where: { id: viewId } })
    return { data: null, target: { name: view.name }, before: known(view) }
  },
})

/** A view that the person may change. One that is private to somebody else is not there. */
async function ownView(tx: Prisma.TransactionClient, staff: Staff, id: string): Promise<SavedView> {
  const view = await tx.savedView.findUnique({ where: { id } })
  if (!view || (!view.shared && view.createdBy !== staff.id))
    throw new AppError('not_found', 'This view is not there any more. Reload the page.')
  if (!mayChange(staff, view))
    throw new AppError('denied', 'A shared view is changed by whoever made it, and by administrators.')
  return view
}

export const mayChange = (staff: Staff, { createdBy }: Pick<SavedView, 'createdBy'>) =>
  createdBy === staff.id || may(staff.role, 'views.change-shared')

function requireShare(staff: Staff, shared: boolean): void {
  if (shared && !may(staff.role, 'views.share'))
    throw new AppError('denied', 'Your role does not share views. Save it for yourself.')
}
