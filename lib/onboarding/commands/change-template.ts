import 'server-only'
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import type { Prisma } from '@/lib/db/generated/client'
import { defineCommand } from '@/lib/entry/command'
import { templateOf } from '../draft-constants'
import { OneTemplate, RenameTemplate, SaveTemplate } from '../draft-schema'
import { contentOfDraft, openDraft, sealTemplate, templateOfId } from '../drafts'

const Named = z.object({ name: z.string(), description: z.string() })

/** Keeps what of a draft is to be had again, as a new template or in the place of one. */
export const saveTemplate = defineCommand({
  name: 'onboarding.template.save',
  label: 'Save a template',
  target: 'template',
  permission: 'onboarding.templates',
  effect: 'local',
  input: SaveTemplate,
  remember: { request: SaveTemplate.pick({ draftId: true, name: true, description: true }), before: Named },
  targetOf: ({ templateId, name }) => ({ id: templateId, name }),
  run: async ({ tx, staff }, { draftId, templateId, name, description }) => {
    const draft = await openDraft(tx, draftId)
    const was = templateId === null ? null : await templateOfId(tx, templateId)
    await requireFree(tx, name, templateId)
    const id = templateId ?? randomUUID()
    const content = sealTemplate(id, templateOf(contentOfDraft(draft)))
    const data = { name, description, content, updatedBy: staff.id }
    await tx.onboardingTemplate.upsert({
      where: { id },
      create: { id, ...data, createdBy: staff.id },
      update: data,
    })
    return {
      data: { templateId: id },
      target: { id },
      before: was && { name: was.name, description: was.description },
    }
  },
})

export const renameTemplate = defineCommand({
  name: 'onboarding.template.rename',
  label: 'Rename a template',
  target: 'template',
  permission: 'onboarding.templates',
  effect: 'local',
  input: RenameTemplate,
  remember: { before: Named, after: Named },
  targetOf: ({ templateId, name }) => ({ id: templateId, name }),
  run: async ({ tx, staff }, { templateId, name, description }) => {
    const was = await templateOfId(tx, templateId)
    await requireFree(tx, name, templateId)
    await tx.onboardingTemplate.update({
      where: { id: templateId },
      data: { name, description, updatedBy: staff.id },
    })
    return {
      data: null,
      before: { name: was.name, description: was.description },
      after: { name, description },
    }
  },
})

/** Drafts and runs that were begun with it keep what they have. */
export const deleteTemplate = defineCommand({
  name: 'onboarding.template.delete',
  label: 'Delete a template',
  target: 'template',
  permission: 'onboarding.templates',
  effect: 'local',
  input: OneTemplate,
  remember: {},
  targetOf: ({ templateId }) => ({ id: templateId }),
  run: async ({ tx }, { templateId }) => {
    const { name } = await templateOfId(tx, templateId)
    await tx.onboardingTemplate.delete({ where: { id: templateId } })
    return { data: null, target: { name } }
  },
})

/** Throws where another template has the name, however it is written; of two that take one at once, the second sees it. */
async function requireFree(tx: Prisma.TransactionClient, name: string, own: string | null): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('onboarding.template.name'))`
  const other = await tx.onboardingTemplate.findFirst({
    where: { name: { equals: name, mode: 'insensitive' }, ...(own && { id: { not: own } }) },
    select: { id: true },
  })
  const message = 'Another template has this name.'
  if (other) throw new AppError('conflict', message, { fields: { name: message } })
}
