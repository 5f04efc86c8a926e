/** A draft in the list. */
export type DraftRow = {
  id: string
  title: string
  updatedBy: string
  updatedAt: string
  /** Who else has it open. */
  editors: string[]
}

export type TemplateRow = {
  id: string
  name: string
  description: string
  updatedBy: string
  updatedAt: string
}
