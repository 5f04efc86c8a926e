// Apart from the schemas, so that a page that only names these does not load what checks them.

/** Lengths of a password, in characters. */
export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 200
/** How long a one-time link to set a password works. */
export const LINK_HOURS = 48
