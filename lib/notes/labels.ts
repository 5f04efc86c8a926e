import 'server-only'
import { AppError } from '@/lib/core/errors'
import { plainName } from '@/lib/core/names'
import type { Prisma } from '@/lib/db/generated/client'
import { dropTerms, putTerms } from '@/lib/directory/terms'
import { LABELS_AT_MOST, type LabelKind } from './constants'

type Tx = Prisma.TransactionClient
type NewLabel = { kind: LabelKind; accountId: string; name: string; createdBy: string }

/** Gives an account a tag or another name. Throws `conflict` where it has that already, or too many. */
export async function giveLabel(tx: Tx, label: NewLabel): Promise<string> {
  const { accountId, kind } = label
  if ((await tx.accountLabel.count({ where: { accountId, kind } })) >= LABELS_AT_MOST)
    throw refused(`An account has at most ${LABELS_AT_MOST} ${NOUNS[kind].many}.`)
  // Two at once: the second is refused, and neither is a fault.
  const [given] = await tx.accountLabel.createManyAndReturn({
    data: [{ ...label, norm: plainName(label.name) }],
    skipDuplicates: true,
    select: { id: true },
  })
  if (!given) throw refused(`The account already has ${NOUNS[kind].one}.`)
  await putTerms(tx, [{ kind, subjectId: given.id, accountId, text: label.name }])
  return given.id
}

/** Takes a tag or another name away, and returns what it was. Throws `not_found`. */
export async function takeLabel(
  tx: Tx,
  { id, kind, accountId }: { id: string; kind: LabelKind; accountId: string },
): Promise<string> {
  const label = await tx.accountLabel.findFirst({ where: { id, kind, accountId } })
  if (!label) throw new AppError('not_found', 'This is not there any more. Reload the page.')
  await tx.accountLabel.delete({ where: { id } })
  await dropTerms(tx, kind, [id])
  return label.name
}

const NOUNS = {
  tag: { one: 'this tag', many: 'tags' },
  alias: { one: 'this alias', many: 'aliases' },
}

const refused = (message: string) => new AppError('conflict', message, { fields: { name: message } })
