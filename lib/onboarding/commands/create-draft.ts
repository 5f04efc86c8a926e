import 'server-only'
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { defineCommand } from '@/lib/entry/command'
import { EMPTY_DRAFT, UNNAMED } from '../draft-constants'
import { CreateDraft, OneDraft } from '../draft-schema'
import { contentOfDraft, contentOfTemplate, openDraft, sealDraft, templateOfId } from '../drafts'

/** Begins a new customer, empty or with what a template gives. */
export const createDraft = defineCommand({
  name: 'onboarding.draft.create',
  label: 'Begin a new customer',
  target: 'draft',
  permission: 'onboarding.provision',
  effect: 'local',
  input: CreateDraft,
  remember: { after: z.object({ template: z.string() }) },
  run: async ({ tx, staff }, { templateId }) => {
    const template = templateId === null ? null : await templateOfId(tx, templateId)
    const id = randomUUID()
    await tx.onboardingDraft.create({
      data: {
        id,
        title: UNNAMED,
        content: sealDraft(id, template ? contentOfTemplate(template) : EMPTY_DRAFT),
        templateId,
        createdBy: staff.id,
        updatedBy: staff.id,
      },
    })
    return {
      data: { draftId: id },
      target: { id, name: UNNAMED },
      after: template && { template: template.name },
    }
  },
})

export const duplicateDraft = defineCommand({
  name: 'onboarding.draft.duplicate',
  label: 'Duplicate a draft',
  target: 'draft',
  permission: 'onboarding.provision',
  effect: 'local',
  input: OneDraft,
  remember: { after: z.object({ id: z.string() }) },
  targetOf: ({ draftId }) => ({ id: draftId }),
  run: async ({ tx, staff }, { draftId }) => {
    const draft = await openDraft(tx, draftId)
    const id = randomUUID()
    await tx.onboardingDraft.create({
      data: {
        id,
        title: `Copy of ${draft.title}`,
        content: sealDraft(id, contentOfDraft(draft)),
        templateId: draft.templateId,
        createdBy: staff.id,
        updatedBy: staff.id,
      },
    })
    return { data: { draftId: id }, target: { name: draft.title }, after: { id } }
  },
})
