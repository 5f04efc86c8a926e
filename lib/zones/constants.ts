// Apart from the schema, so that a page that only names these does not load what checks them.

/** What can be added here. */
export const NEW_ZONE_TYPES = ['full', 'partial', 'secondary'] as const
/** What an account may have. */
export const ZONE_TYPES = [...NEW_ZONE_TYPES, 'internal'] as const
export type ZoneType = (typeof ZONE_TYPES)[number]

/** Plans that one request asks for: each is a call upstream. */
export const PLANS_AT_ONCE = 10
