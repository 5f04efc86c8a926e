import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { OneDraft, orderOfDraft } from '../draft-schema'
import { contentOfDraft, openDraft } from '../drafts'
import { Order } from '../schema'
import { startRun } from '../starting'

/** Starts the run of a draft, once; the run acts in the name of whoever pressed the button. */
export const provision = defineCommand({
  name: 'onboarding.provision',
  label: 'Provision a customer',
  target: 'run',
  permission: 'onboarding.provision',
  effect: 'local',
  input: OneDraft.extend({
    /** What the person has seen of it. */
    version: z.number().int().min(1),
  }),
  remember: { after: z.object({ draft: z.string(), template: z.string().nullable() }) },
  targetOf: ({ draftId }) => ({ id: draftId }),
  run: async ({ tx, staff }, { draftId, version }) => {
    const draft = await openDraft(tx, draftId)
    if (draft.version !== version)
      throw new AppError('conflict', 'This draft was changed since you opened the review. Look at it again.')
    const { order } = orderOfDraft(contentOfDraft(draft))
    if (!order || !Order.safeParse(order).success)
      throw new AppError('invalid', 'Some steps need your attention before this can be provisioned.')
    const runId = await startRun(tx, { order, staff, draftId, templateId: draft.templateId })
    await tx.onboardingDraft.update({ where: { id: draftId }, data: { runId } })
    return {
      data: { runId },
      target: { id: runId, name: order.customer.name },
      after: { draft: draftId, template: draft.templateId },
    }
  },
})
