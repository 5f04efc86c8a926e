import { ViewsMenu } from '@/components/views/views-menu'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import type { List } from '@/lib/views/constants'
import { savedViews } from '@/lib/views/queries'

/** The menu of a list's saved views, for its filter bar. Without them the list is still a list. */
export async function ViewsOf({ list }: { list: List }) {
  const staff = await requirePermission('views.save')
  const views = await reading(() => savedViews(list))
  return views.ok && <ViewsMenu list={list} views={views.data} mayShare={may(staff.role, 'views.share')} />
}
