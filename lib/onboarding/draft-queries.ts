import 'server-only'
import { may } from '@/lib/auth/permissions'
import { requirePermission, type Staff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import type { DraftRow, TemplateRow } from './draft-schema'

/** Somebody has a draft open who was heard of within this time. */
const OPEN_MS = 20_000

/** Drafts that are not provisioned, the latest first: of everybody for who provisions, else only one's own. */
export const listDrafts = defineQuery({
  permission: 'onboarding.read',
  run: async (): Promise<DraftRow[]> => {
    const staff = await requirePermission('onboarding.read')
    const drafts = await db().onboardingDraft.findMany({
      where: { runId: null, ...ownOnly(staff) },
      select: {
        id: true,
        title: true,
        updatedBy: true,
        updatedAt: true,
        editors: {
          where: { seenAt: { gt: new Date(Date.now() - OPEN_MS) }, staffId: { not: staff.id } },
          select: { staffId: true },
        },
      },
      orderBy: { updatedAt: 'desc' },
      take: LISTED_AT_MOST,
    })
    const nameOf = await namesOf(
      drafts.flatMap(({ updatedBy, editors }) => [updatedBy, ...editors.map(idOf)]),
    )
    return drafts.map(({ id, title, updatedBy, updatedAt, editors }) => ({
      id,
      title,
      updatedBy: nameOf(updatedBy),
      updatedAt: updatedAt.toISOString(),
      editors: editors.map(idOf).map(nameOf),
    }))
  },
})

export const listTemplates = defineQuery({
  permission: 'onboarding.read',
  run: async (): Promise<TemplateRow[]> => {
    const templates = await db().onboardingTemplate.findMany({
      select: { id: true, name: true, description: true, updatedBy: true, updatedAt: true },
      orderBy: { name: 'asc' },
    })
    const nameOf = await namesOf(templates.map(({ updatedBy }) => updatedBy))
    return templates.map(({ updatedBy, updatedAt, ...template }) => ({
      ...template,
      updatedBy: nameOf(updatedBy),
      updatedAt: updatedAt.toISOString(),
    }))
  },
})

const LISTED_AT_MOST = 500

const idOf = ({ staffId }: { staffId: string }) => staffId

/** Whose drafts somebody may see. */
const ownOnly = ({ id, role }: Staff) => (may(role, 'onboarding.provision') ? {} : { createdBy: id })

async function namesOf(ids: string[]): Promise<(id: string) => string> {
  const staff = await db().staff.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  })
  const names = new Map(staff.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? 'Somebody who has left'
}
