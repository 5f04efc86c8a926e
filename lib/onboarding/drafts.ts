import 'server-only'
import { AppError } from '@/lib/core/errors'
import { seal, unseal } from '@/lib/core/seal'
import { db } from '@/lib/db/client'
import type { OnboardingDraft, OnboardingTemplate, Prisma } from '@/lib/db/generated/client'
import { DraftContent, type DraftView } from './draft-schema'

export const sealDraft = (id: string, content: DraftContent) => seal(content, `onboarding_draft:${id}`)
export const sealTemplate = (id: string, content: DraftContent) => seal(content, `onboarding_template:${id}`)

export const contentOfDraft = ({ id, content }: Pick<OnboardingDraft, 'id' | 'content'>) =>
  DraftContent.parse(unseal(content, `onboarding_draft:${id}`))
export const contentOfTemplate = ({ id, content }: Pick<OnboardingTemplate, 'id' | 'content'>) =>
  DraftContent.parse(unseal(content, `onboarding_template:${id}`))

/** Locks the draft until the transaction ends. Throws where it is gone, or is provisioned already. */
export async function openDraft(tx: Prisma.TransactionClient, id: string): Promise<OnboardingDraft> {
  await tx.$queryRaw`SELECT FROM onboarding_draft WHERE id = ${id}::uuid FOR UPDATE`
  const draft = await tx.onboardingDraft.findUnique({ where: { id } })
  if (!draft) throw new AppError('not_found', 'This draft is not there any more: somebody has discarded it.')
  if (draft.runId)
    throw new AppError('conflict', 'This draft was provisioned meanwhile. Its run is under Runs.')
  return draft
}

export async function templateOfId(tx: Prisma.TransactionClient, id: string): Promise<OnboardingTemplate> {
  const template = await tx.onboardingTemplate.findUnique({ where: { id } })
  if (!template) throw new AppError('not_found', 'This template is not there any more.')
  return template
}

export async function viewOf(
  draft: OnboardingDraft,
  tx: Prisma.TransactionClient = db(),
): Promise<DraftView> {
  const { id, title, version, templateId, updatedBy, updatedAt, runId } = draft
  const [nameOf, template] = await Promise.all([
    namesOf([updatedBy], tx),
    templateId && tx.onboardingTemplate.findUnique({ where: { id: templateId }, select: { name: true } }),
  ])
  return {
    id,
    title,
    version,
    content: contentOfDraft(draft),
    savedBy: nameOf(updatedBy),
    savedAt: updatedAt.toISOString(),
    // Where it is gone by now, what it gave is there all the same.
    template: templateId && (template ? template.name : 'a template'),
    runId,
  }
}

/** What members of staff are called, by id. */
export async function namesOf(
  ids: string[],
  tx: Prisma.TransactionClient = db(),
): Promise<(id: string) => string> {
  const staff = await tx.staff.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  })
  const names = new Map(staff.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? 'Somebody who has left'
}
