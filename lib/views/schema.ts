import * as z from 'zod'
import { honestName } from '@/lib/core/names'
import { LISTS, VIEW_NAME_MAX } from './constants'

const ViewName = z
  .string()
  .transform((text) => text.replace(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, 'Enter a name.')
      .max(VIEW_NAME_MAX, `Use at most ${VIEW_NAME_MAX} characters.`)
      .superRefine(honestName),
  )

/** Where in a list somebody is, and what is open in it, is no part of a view. */
const PASSING = ['page', 'event', 'tenant', 'ids']

/** What follows the list's path, as the address has it. */
const Query = z
  .string()
  .max(2000)
  .transform((text) => {
    const params = new URLSearchParams(text)
    for (const name of PASSING) params.delete(name)
    return params.toString()
  })

export const SaveView = z.object({ list: z.enum(LISTS), query: Query, name: ViewName, shared: z.boolean() })
export const ChangeView = z.object({ viewId: z.uuid(), name: ViewName, shared: z.boolean() })
export const RemoveView = z.object({ viewId: z.uuid() })

export type ViewRow = {
  id: string
  name: string
  href: string
  shared: boolean
  /** Whose it is, by name; null for one's own. */
  by: string | null
  /** The asking person may change and remove it. */
  mine: boolean
}

export type Recent = { accountId: string; name: string | null; at: string }
