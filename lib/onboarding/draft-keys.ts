import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import type { DraftPage } from './draft-constants'
import type { DomainsFound, DraftNews, DraftReview, RolesLike, Underway } from './draft-schema'

const NEWS_MS = 4_000

/** Says that the draft is open on this page, and asks what others do with it. */
export const draftNewsQuery = (draftId: string, page: DraftPage, version: number) =>
  queryOptions<DraftNews, ReadFault>({
    queryKey: ['onboarding', 'news', draftId],
    queryFn: ({ signal }) => ask(`/api/onboarding/drafts/${draftId}?page=${page}&version=${version}`, signal),
    refetchInterval: NEWS_MS,
    staleTime: 0,
    gcTime: 0,
  })

/** Other drafts and runs of the same customer. `name`: as it was saved. */
export const nameUnderwayQuery = (draftId: string, name: string) =>
  queryOptions<Underway[], ReadFault>({
    queryKey: ['onboarding', 'name', draftId, name],
    queryFn: ({ signal }) => ask(`/api/onboarding/drafts/${draftId}/namesakes`, signal),
    enabled: name !== '',
  })

/** Where the domains are already, some of them at a time. `text`: as it was saved. */
export const domainsFoundQuery = (draftId: string, text: string) =>
  infiniteQueryOptions<
    DomainsFound,
    ReadFault,
    InfiniteData<DomainsFound, number>,
    readonly unknown[],
    number
  >({
    queryKey: ['onboarding', 'domains', draftId, text],
    queryFn: ({ pageParam, signal }) =>
      ask(`/api/onboarding/drafts/${draftId}/domains?from=${pageParam}`, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    enabled: text !== '',
    staleTime: 60_000,
  })

/** The roles of an account of the unit: of `like`, where one was chosen. */
export const rolesLikeQuery = (draftId: string, unitId: string, like: string) =>
  queryOptions<RolesLike, ReadFault>({
    queryKey: ['onboarding', 'roles', draftId, unitId, like],
    queryFn: ({ signal }) =>
      ask(`/api/onboarding/drafts/${draftId}/roles?${new URLSearchParams({ like })}`, signal),
    staleTime: 60_000,
    // The choice of another account changes the roles below it, not the page.
    placeholderData: (previous) => previous,
  })

/** The dry run of what is saved. */
export const draftReviewQuery = (draftId: string, version: number) =>
  queryOptions<DraftReview, ReadFault>({
    queryKey: ['onboarding', 'review', draftId, version],
    queryFn: ({ signal }) => ask(`/api/onboarding/drafts/${draftId}/review`, signal),
    staleTime: 0,
    gcTime: 0,
  })
