import 'server-only'
import * as z from 'zod'
import { samePlan } from '@/lib/subscriptions/constants'
import { accountHref, defineKind, rowsOf, SOON } from '@/lib/today/kind'

/** A subscription that was wanted with a new account, and is not there. */
export const subscriptionMissing = defineKind({
  id: 'subscription-missing',
  label: 'Subscription missing',
  permission: 'subscriptions.read',
  find: async (scope, tx) => {
    const wanted = await tx.wantedSubscription.findMany({
      where: scope ? { accountId: { in: [...scope] } } : {},
      orderBy: { createdAt: 'asc' },
    })
    const accounts = [...new Set(wanted.map((each) => each.accountId))]
    const [there, made] = await Promise.all([
      tx.directorySubscription.findMany({
        where: { accountId: { in: accounts }, goneAt: null },
        select: { accountId: true, ratePlanId: true },
      }),
      // What the account was called, for one that the mirror does not have yet.
      tx.accountAttempt.findMany({
        where: { accountId: { in: accounts } },
        select: { accountId: true, name: true, unitId: true },
      }),
    ])
    return rowsOf(
      wanted
        .filter(
          (each) =>
            !there.some(
              (found) => found.accountId === each.accountId && samePlan(each.ratePlanId, found.ratePlanId),
            ),
        )
        .map(({ accountId, ratePlanId, reason, createdAt }) => {
          const attempt = made.find((each) => each.accountId === accountId)
          return {
            subject_id: `${accountId}/${ratePlanId}`,
            account_id: accountId,
            since: createdAt,
            urgency: SOON,
            data: { ratePlanId, reason, accountName: attempt?.name, unitId: attempt?.unitId },
          }
        }),
    )
  },
  data: z.object({ ratePlanId: z.string(), reason: z.string() }),
  says: ({ data: { ratePlanId, reason } }) => ({
    subject: ratePlanId,
    detail: `It was to be added with the account. ${reason}`,
  }),
  next: ({ accountId }) => ({
    label: 'Add subscription',
    href: accountHref(accountId),
    permission: 'subscriptions.change',
  }),
  open: ({ accountId }) => accountHref(accountId),
})
