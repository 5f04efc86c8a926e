import * as z from 'zod'
import { firstOf, honestName } from '@/lib/core/names'
import { addressesIn, IS_PAST, isPast, TOKEN_NAME_MAX, TOKENS_MAX } from './constants'

const Id = z.string().min(1).max(64)

const Addresses = z
  .string()
  .max(10_000, 'There are too many addresses.')
  .superRefine((typed, context) => {
    const [first, ...more] = addressesIn(typed).wrong
    if (!first) return
    const others =
      more.length > 0 ? ` Nor ${more.length === 1 ? 'is 1 other' : `are ${more.length} others`}.` : ''
    context.addIssue({
      code: 'custom',
      message: `“${first.slice(0, 60)}” is not an IP address or a range such as 203.0.113.0/24.${others}`,
    })
  })

/** A day in UTC (YYYY-MM-DD), or empty for none. */
const Day = z.iso.date('Enter a complete date, or leave it empty.').or(z.literal(''))

export const ZONE_REACHES = ['all', 'chosen'] as const

const FORM = {
  name: z
    .string()
    .trim()
    .min(1, 'Give the token a name.')
    .max(TOKEN_NAME_MAX, `Use at most ${TOKEN_NAME_MAX} characters.`)
    .refine((name) => !name.includes('\0'), 'The name contains a character that cannot be stored.'),
  groupIds: z.array(Id).max(1000),
  zones: z.enum(ZONE_REACHES),
  zoneIds: z.array(Id).max(1000),
  allowed: Addresses,
  refused: Addresses,
  startsOn: Day,
  endsOn: Day,
  /** Permissions that this form cannot show stay as they are; only the rest of a token is changed then. */
  keepsPermissions: z.boolean(),
  /** The same for client addresses. */
  keepsAddresses: z.boolean(),
}

// A token that already has such a name stays editable.
const NEW = { ...FORM, name: FORM.name.superRefine(honestName) }

type FormValues = z.output<z.ZodObject<typeof FORM>>

function sensible(values: FormValues, context: z.RefinementCtx): void {
  const { groupIds, zones, zoneIds, startsOn, endsOn, keepsPermissions } = values
  const say = (path: keyof FormValues, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  if (!keepsPermissions && groupIds.length === 0) say('groupIds', 'Choose at least one permission.')
  if (!keepsPermissions && zones === 'chosen' && zoneIds.length === 0)
    say('zoneIds', 'Choose at least one zone, or all zones.')
  if (startsOn && endsOn && endsOn < startsOn) say('endsOn', 'The end is before the start.')
}

function notOver({ endsOn }: FormValues, context: z.RefinementCtx): void {
  if (isPast(endsOn)) context.addIssue({ code: 'custom', path: ['endsOn'], message: IS_PAST })
}

/** What the form holds: for a new token, and for one that is there (whose end may be over). */
export const NewTokenForm = z.object(NEW).superRefine(sensible).superRefine(notOver)
export const TokenForm = z.object(FORM).superRefine(sensible)
export type TokenForm = FormValues

/** What the audit keeps of a creation, as far as the token that came of it is compared with it. */
export const AskedToken = z
  .object(FORM)
  .omit({ zones: true, zoneIds: true, keepsPermissions: true, keepsAddresses: true })
export type AskedToken = z.output<typeof AskedToken>

/** `confirmed`: the person was told that the token reaches nearly everything, and wants it. */
export const CreateToken = z
  .object({ ...NEW, accountId: Id, confirmed: z.boolean() })
  .superRefine(sensible)
  .superRefine(notOver)
export type CreateToken = z.output<typeof CreateToken>

const OneToken = { accountId: Id, tokenId: Id }

/** `loaded`: when the token had last been changed as the form was opened. */
export const UpdateToken = z
  .object({ ...FORM, ...OneToken, confirmed: z.boolean(), loaded: z.string().max(40).nullable() })
  .superRefine(sensible)
export type UpdateToken = z.output<typeof UpdateToken>

export const SwitchToken = z.object(OneToken)
export type SwitchToken = z.output<typeof SwitchToken>

export const DeleteToken = z.object({ ...OneToken, typedName: z.string().max(1000) })
export type DeleteToken = z.output<typeof DeleteToken>

/** What was asked for; `notIds` were there before; `since` is when the lost request went out. */
export const SettleToken = z.object({
  ...FORM,
  accountId: Id,
  notIds: z.array(Id).max(TOKENS_MAX),
  since: z.iso.datetime(),
})
export type SettleToken = z.output<typeof SettleToken>

export const VerifyToken = z.object({
  ...OneToken,
  value: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{20,300}$/, 'This is not the value of a token. Paste all of it, and nothing else.'),
})
export type VerifyToken = z.output<typeof VerifyToken>

/** Ways in which a token reaches nearly everything. */
export type Breadth = 'account' | 'zones' | 'tokens'

/** What Cloudflare may make of a token otherwise than it was asked to. */
export type Shortfall = 'addresses' | 'permissions' | 'start' | 'end'

/** A token whose creation was lost, and what it has `otherwise` than was asked for. */
export type FoundToken = { tokenId: string; otherwise: Shortfall[] }

export type CreateTokenAnswer =
  /** The one time that the value is shown. What the token has `otherwise` than was asked for. */
  | { status: 'created'; tokenId: string; value: string; otherwise: Shortfall[] }
  /** The answer was lost and the token found: its value is gone. */
  | ({ status: 'lost' } & FoundToken)
  /** Nothing was sent: it reaches nearly everything and wants a second yes. */
  | { status: 'confirm'; breadth: Breadth[] }

export type UpdateTokenAnswer =
  { status: 'saved'; otherwise: Shortfall[] } | { status: 'confirm'; breadth: Breadth[] }

export type RollTokenAnswer =
  | { status: 'rolled'; value: string }
  /** The answer was lost. `rolled` where Cloudflare says that the token was changed just then. */
  | { status: 'lost'; rolled: boolean }

/** What Cloudflare makes of a value. `state` is a token's status as it comes where it is accepted. */
export type VerifyTokenAnswer =
  | { status: 'known'; state: string; notBefore: string | null; expiresOn: string | null }
  | { status: 'other'; state: string }
  /** Rolled, mistyped, or of a token that does not work now: `state` is what the list says of this one. */
  | { status: 'refused'; state: string | null; reach: Reach }

export const TOKEN_STATES = ['active', 'upcoming', 'disabled', 'expired'] as const
/** What the list is filtered by. */
export const TOKEN_FILTERS = ['active', 'ending', 'upcoming', 'disabled', 'expired'] as const
export const TOKEN_PAGE_SIZES = [20, 50] as const

/** What the list's address says. Whatever makes no sense falls back, so that no link is ever broken. */
export const TokenListQuery = z.object({
  name: z
    .string()
    .transform((name) => firstOf(name.replace(/\p{Cc}/gu, ' ').trim(), TOKEN_NAME_MAX))
    .catch(''),
  status: z.enum(TOKEN_FILTERS).or(z.literal('')).catch(''),
  sort: z.enum(['name', 'last-used', 'expires']).catch('name'),
  direction: z.enum(['asc', 'desc']).catch('asc'),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
  size: z.coerce.number().pipe(z.literal(TOKEN_PAGE_SIZES)).catch(20),
})
export type TokenListQuery = z.infer<typeof TokenListQuery>

/** What a policy applies to. */
export type Resource =
  | { kind: 'account' }
  | { kind: 'all-zones' }
  | { kind: 'zone'; id: string; name: string | null }
  /** One that we have no words for: its key as it comes. */
  | { kind: 'other'; key: string }

export type TokenRow = {
  id: string
  name: string | null
  /** One of `TOKEN_STATES`, or as it comes. */
  state: string | null
  endsSoon: boolean
  permissions: string[]
  resources: Resource[]
  lastUsedOn: string | null
  expiresOn: string | null
  reach: Reach
}

export type TokenPage = {
  rows: TokenRow[]
  /** How many match the filters, and how many there are. */
  matching: number
  total: number
  /** These are all tokens; else there are more, which could not be read. */
  complete: boolean
}

/** What one policy gives: permissions by product, on what. */
export type Grant = {
  allows: boolean
  effect: string
  resources: Resource[]
  products: { product: string | null; permissions: string[] }[]
  /** Cloudflare says more of it than is read here. */
  more: boolean
}

/** From where a token may be used (`lib/tenant-api/tokens`). */
export type Reach = 'anyone' | 'listed' | 'nobody' | 'partly'

export type TokenDetails = TokenRow & {
  accountId: string
  issuedOn: string | null
  modifiedOn: string | null
  notBefore: string | null
  creatorEmail: string | null
  allowed: string[]
  refused: string[]
  grants: Grant[]
  /** Policies that cannot be read. A change keeps them as they came. */
  unreadable: number
  changeable: boolean
}

/** A permission that a token can be given here. */
export type OfferedGroup = { id: string; name: string; category: string | null; scope: 'account' | 'zone' }

/** What the form needs. `taken` are the names there are, and since when. */
export type TokenOffer = {
  accountId: string
  groups: OfferedGroup[]
  /** There are more permissions than `groups`. */
  moreGroups: boolean
  zones: { id: string; name: string }[]
  /** There are more zones than are listed. */
  moreZones: boolean
  taken: { id: string; name: string; issuedOn: string | null }[]
  /** When this was read. */
  at: string
}

export type TokenEdit = {
  offer: TokenOffer
  tokenId: string
  loaded: string | null
  values: TokenForm
  /** The moments behind the days: a day that stays keeps its moment. */
  notBefore: string | null
  expiresOn: string | null
  reach: Reach
  unreadable: number
  changeable: boolean
}

/** Instead of tokens, where this console has none of its own to ask Cloudflare for them with. */
export const NO_TOKEN = 'no-token'

/** For the account's overview. */
export type TokensSummary = {
  total: number
  /** Soonest first. */
  nearEnd: { id: string; name: string | null; expiresOn: string }[]
  expired: number
  /** All tokens could be read. */
  complete: boolean
}
