/** Lists whose filters can be kept under a name, by their path. */
export const LISTS = [
  '/accounts',
  '/people',
  '/onboarding/runs',
  '/activity',
  '/service-users',
  '/',
  '/reconcile',
] as const
export type List = (typeof LISTS)[number]

export const VIEW_NAME_MAX = 60
/** Of one person, or shared, in one list: more are no menu any more. */
export const VIEWS_AT_MOST = 50
/** How many accounts are kept of what a person opened lately. */
export const RECENT_AT_MOST = 20
