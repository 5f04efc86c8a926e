import 'server-only'
import { db } from '@/lib/db/client'

/** Keeps (or, when empty, removes) our description of an account. */
export async function describeAccount(accountId: string, description: string): Promise<void> {
  if (description === '') {
    await db().accountNote.deleteMany({ where: { accountId } })
    return
  }
  await db().accountNote.upsert({
    where: { accountId },
    create: { accountId, description },
    update: { description },
  })
}
