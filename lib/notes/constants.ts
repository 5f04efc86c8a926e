/** Ours: what a colleague reads through in a minute or two. */
export const NOTE_MAX = 10_000
export const NOTES_AT_MOST = 200
export const TAG_MAX = 40
/** As long as the name of an account may be. */
export const ALIAS_MAX = 100
export const LABELS_AT_MOST = 50

export const LABEL_KINDS = ['tag', 'alias'] as const
export type LabelKind = (typeof LABEL_KINDS)[number]

/** What one import of aliases takes. */
export const ALIAS_ROWS_MAX = 2000
export const ALIAS_BYTES_MAX = 1024 * 1024
