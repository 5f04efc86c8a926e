import 'server-only'
import { log } from '@/lib/core/log'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { ServiceUser } from '@/lib/db/generated/client'
import { tellWhereReady } from './ready'

/** Keeps what is known now. A database that is away must not cost the person the key. */
export async function note(
  id: string,
  data: Partial<Pick<ServiceUser, 'status' | 'userId' | 'memberFault' | 'memberUnknown'>>,
): Promise<void> {
  await db()
    .serviceUser.update({ where: { id }, data })
    .catch((error: unknown) => log().error({ err: error, serviceUser: id }, 'service user not remembered'))
}

/** Keeps that it is a member of its account; a run that waits for that goes on. */
export async function noteMember(id: string, memberId: string): Promise<void> {
  await db()
    .$transaction(async (tx) => {
      const data = { memberId, memberFault: null, memberUnknown: false }
      await tellWhereReady(tx, await tx.serviceUser.update({ where: { id }, data }))
    })
    .catch((error: unknown) => log().error({ err: error, serviceUser: id }, 'service user not remembered'))
}

/** What is remembered of a membership that could not be made. */
export function faultOf(error: unknown): { memberFault: string; memberUnknown: boolean } {
  if (!(error instanceof AppError))
    return { memberFault: 'Something went wrong on our side.', memberUnknown: true }
  return { memberFault: error.message, memberUnknown: error.effect === 'unknown' }
}
