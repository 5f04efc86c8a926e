/** Days after the end of a run, or of an import, for which what is personal in it is kept. */
export const DAYS_AFTER_END = 30

/** Days for which a draft or a file is kept that nobody changes and nobody provisions. */
export const DAYS_UNUSED = 90
