/** The items of a list, and whether they are all: it may be longer than we read, or hold what cannot be read. */
export type Whole<T> = { items: T[]; complete: boolean }

/** What a page of a list says of the whole list. Rows outrank numbers: a number that they contradict is not believed. */
export type PageFacts = {
  /** Rows on a page, from which their positions follow. */
  perPage: number
  /** How many there are, where it is told and fits the rows. */
  totalCount: number | null
  /** What is told instead, where it does not fit them: some may be missing. */
  doubtful: number | null
  /** There may be a next page. */
  more: boolean
  /** Rows of this page that came and cannot be read. */
  unread: number
  /** The first page came again in the place of this one, so that what follows it cannot be listed. */
  repeated: boolean
}
