import { asciiDomain, DOMAIN_MAX, type DomainNames } from '@/lib/core/domains'
import * as z from 'zod'
import { firstOf } from '@/lib/core/names'
import type { PageFacts } from '@/lib/core/paging'
import { NEW_ZONE_TYPES, ZONE_TYPES } from './constants'

/** A domain as typed; comes out as the DNS knows it. */
export const ZoneName = z
  .string()
  .max(1000, 'This is too long for a domain name.')
  .transform((raw, context) => {
    const name = asciiDomain(raw)
    if (name) return name
    const typed = raw.trim()
    const message =
      typed === ''
        ? 'Enter a domain name.'
        : /[/:]/.test(typed)
          ? 'Enter only the domain, such as example.com, without https:// or a path.'
          : !/[.。．｡]/u.test(typed)
            ? 'Enter the complete domain, such as example.com.'
            : 'This is not a domain name. Enter one such as example.com.'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

const Id = z.string().min(1).max(64)

/** What the form holds. */
export const ZoneForm = z.object({ name: ZoneName, type: z.enum(NEW_ZONE_TYPES) })
export type ZoneForm = z.input<typeof ZoneForm>

export const AddZone = ZoneForm.extend({ accountId: Id })
export type AddZone = z.output<typeof AddZone>

/** `there`: the account has a zone of that name already, and nothing was sent. */
export type AddZoneAnswer = {
  status: 'added' | 'there'
  zoneId: string
  name: string
  facts: Pick<ZoneDetails, 'status' | 'type' | 'nameServers' | 'verificationKey' | 'createdOn'>
}

export const SettleZone = z.object({ accountId: Id, name: ZoneName })

export const DeleteZone = z.object({ accountId: Id, zoneId: Id, typedName: z.string().max(1000) })

/** Page sizes the API takes are 5 to 50 (tenant-api §2.7). */
export const ZONE_PAGE_SIZES = [10, 20, 50] as const

export const ZONE_STATUSES = ['initializing', 'pending', 'active', 'moved'] as const

// Of a pasted address the host, without the `www.` that its zone does not have.
const hostOf = (text: string) =>
  text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(?:www\.)?/i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:\d*$/, '')

// The operator before it counts too (tenant-api §2.7).
export const ZONE_FILTER_MAX = DOMAIN_MAX - 'contains:'.length

const choice = <T extends readonly string[]>(values: T) => z.enum(values).or(z.literal('')).catch('')

/** What the list's address says. Whatever makes no sense falls back, so that no link is ever broken. */
export const ZoneListQuery = z.object({
  name: z
    .string()
    .transform((text) => firstOf(hostOf(text.replace(/\p{Cc}/gu, ' ')), ZONE_FILTER_MAX))
    .catch(''),
  status: choice(ZONE_STATUSES),
  type: choice(ZONE_TYPES),
  sort: z.enum(['name', 'status']).catch('name'),
  direction: z.enum(['asc', 'desc']).catch('asc'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  size: z.coerce.number().pipe(z.literal(ZONE_PAGE_SIZES)).catch(20),
})
export type ZoneListQuery = z.infer<typeof ZoneListQuery>

export type ZoneRow = DomainNames & {
  id: string
  status: string | null
  type: string | null
  paused: boolean | null
  nameServers: string[]
  /** False where there may be more. */
  nameServersRead: boolean
}
export type ZonePage = PageFacts & { rows: ZoneRow[] }

/** The first fifty, those that are not active before the others. */
export type ZonesGlance = {
  rows: (DomainNames &
    Pick<ZoneRow, 'id' | 'status' | 'paused' | 'nameServers'> &
    Pick<ZoneDetails, 'createdOn' | 'activatedOn'>)[]
  totalCount: number | null
}

export type ZoneDetails = DomainNames & {
  id: string
  accountId: string
  status: string | null
  type: string | null
  paused: boolean | null
  nameServers: string[]
  /** False where there may be more. */
  nameServersRead: boolean
  vanityNameServers: string[]
  originalNameServers: string[]
  originalRegistrar: string | null
  verificationKey: string | null
  createdOn: string | null
  activatedOn: string | null
}
