import { queryOptions } from '@tanstack/react-query'
import type { Reading } from '@/lib/core/errors'
import type { GroupChoices } from './schema'

/** Takes an account's id; asks what policies can be made of. Only those who open the policies need it. */
export const groupChoicesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['members', 'groups', accountId],
    queryFn: async ({ signal }) => {
      const url = `/api/accounts/${encodeURIComponent(accountId)}/member-groups`
      const answer = (await (await fetch(url, { signal })).json()) as Reading<GroupChoices>
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.data
    },
    staleTime: 60_000,
  })
