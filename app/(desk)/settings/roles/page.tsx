import type { Metadata } from 'next'
import { RoleMatrix } from '@/components/settings/role-matrix'
import { requirePermission } from '@/lib/auth/session'

export const metadata: Metadata = { title: 'Roles' }

export default async function RolesPage() {
  const { role } = await requirePermission('settings.read')
  return <RoleMatrix own={role} />
}
