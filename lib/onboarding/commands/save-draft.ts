import 'server-only'
import * as z from 'zod'
import { defineCommand, type Outcome } from '@/lib/entry/command'
import { firstOf, keepable } from '@/lib/core/names'
import { NAME_MAX } from '@/lib/accounts/constants'
import { STEPS, UNNAMED } from '../draft-constants'
import { SaveDraft, type DraftContent, type SaveAnswer } from '../draft-schema'
import { contentOfDraft, openDraft, sealDraft, viewOf } from '../drafts'

/** Keeps what is typed, a moment after it was: nobody is overwritten who has saved since. */
export const saveDraft = defineCommand({
  name: 'onboarding.draft.save',
  label: 'Change a draft',
  target: 'draft',
  permission: 'onboarding.provision',
  effect: 'local',
  oneRowIn: 15 * 60_000,
  input: SaveDraft,
  remember: { after: z.object({ steps: z.array(z.string()) }) },
  targetOf: ({ draftId }) => ({ id: draftId }),
  run: async (
    { tx, staff },
    { draftId, version, content },
  ): Promise<Outcome<SaveAnswer, never, { steps: string[] }>> => {
    const draft = await openDraft(tx, draftId)
    if (draft.version !== version)
      return {
        data: { status: 'changed', theirs: await viewOf(draft, tx) },
        phase: 'failed',
        errorCode: 'conflict',
        target: { name: draft.title },
      }
    const was = contentOfDraft(draft)
    const title = titleOf(draft.title, was, content)
    await tx.onboardingDraft.update({
      where: { id: draftId },
      data: {
        content: sealDraft(draftId, content),
        title,
        version: version + 1,
        updatedBy: staff.id,
      },
    })
    return {
      data: { status: 'saved', version: version + 1, title },
      target: { name: title },
      after: { steps: STEPS.filter((step) => JSON.stringify(was[step]) !== JSON.stringify(content[step])) },
    }
  },
})

/** It is called as the customer is, unless somebody has given it another name. */
function titleOf(title: string, was: DraftContent, now: DraftContent): string {
  const nameOf = ({ customer }: DraftContent) => firstOf(keepable(customer.name).trim(), NAME_MAX) || UNNAMED
  return title === nameOf(was) ? nameOf(now) : title
}
