import { queryOptions } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import type { GroupChoices } from './schema'

/** What policies can be made of. Only those who open the policies need it. */
export const groupChoicesQuery = (accountId: string) =>
  queryOptions<GroupChoices, ReadFault>({
    queryKey: ['members', 'groups', accountId],
    queryFn: ({ signal }) => ask(`/api/accounts/${encodeURIComponent(accountId)}/member-groups`, signal),
    staleTime: 60_000,
  })
