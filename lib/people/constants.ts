export const PEOPLE_PAGE = 50
/** Memberships of one person on a page. */
export const MEMBERSHIPS_PAGE = 100
/** What one removal takes: each account is a few calls. */
export const REMOVE_AT_MOST = 1000
/** What the removal from one account costs at most: the account, the member, the other members, the removal. */
export const CALLS_EACH = 4

export const REMOVE = 'remove-person'

export const POWERS = { super: 'Super Administrator', admin: 'Administrator' } as const

/** Of a removal that has not ended. */
export const OPEN = ['queued', 'running', 'waiting', 'paused']

export const personHref = (email: string) => `/people/${encodeURIComponent(email)}`
export const removalHref = (id: string) => `/people/removals/${id}`
