import 'server-only'
import * as z from 'zod'
import { defineCommand } from '@/lib/entry/command'
import { OneDraft, RenameDraft } from '../draft-schema'
import { openDraft } from '../drafts'

const Titled = z.object({ title: z.string() })

export const renameDraft = defineCommand({
  name: 'onboarding.draft.rename',
  label: 'Rename a draft',
  target: 'draft',
  permission: 'onboarding.provision',
  effect: 'local',
  input: RenameDraft,
  remember: { before: Titled, after: Titled },
  targetOf: ({ draftId }) => ({ id: draftId }),
  run: async ({ tx }, { draftId, title }) => {
    const { title: was } = await openDraft(tx, draftId)
    // Not a save: whoever has it open goes on.
    await tx.onboardingDraft.update({ where: { id: draftId }, data: { title } })
    return { data: null, target: { name: title }, before: { title: was }, after: { title } }
  },
})

export const discardDraft = defineCommand({
  name: 'onboarding.draft.discard',
  label: 'Discard a draft',
  target: 'draft',
  permission: 'onboarding.provision',
  effect: 'local',
  input: OneDraft,
  remember: {},
  targetOf: ({ draftId }) => ({ id: draftId }),
  run: async ({ tx }, { draftId }) => {
    const { title } = await openDraft(tx, draftId)
    await tx.onboardingDraft.delete({ where: { id: draftId } })
    return { data: null, target: { name: title } }
  },
})
