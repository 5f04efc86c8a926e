import * as z from 'zod'
import type { AccountId } from '@/lib/core/ids'
import { firstOf, honestName, wholeText } from '@/lib/core/names'
import type { PageFacts } from '@/lib/core/paging'
import { ChosenTenant } from '@/lib/tenants/schema'
import { DESCRIPTION_MAX, differing, KYC_MAX, NAME_MAX, type DeletionStep } from './constants'

// Line breaks and the like would make two names look the same on screen.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u

const line = (label: string, max: number) =>
  z
    .string()
    .trim()
    .max(max, `${label} can have at most ${max} characters.`)
    .refine((text) => !CONTROL.test(text), `${label} cannot contain line breaks or control characters.`)
    .superRefine(wholeText)

const optionalEmail = (label: string, max: number) =>
  line(label, max).refine(
    (text) => text === '' || z.email().safeParse(text).success,
    `${label} is not an email address.`,
  )

export const AccountName = line('Account Name', NAME_MAX)
  .min(1, 'Enter an account name.')
  // The API refuses markup in names (tenant-api §5.3).
  .refine((name) => !/[<>]/.test(name), 'Account Name cannot contain < or >.')
  .superRefine(honestName)

export const AccountDescription = z
  .string()
  .trim()
  .max(DESCRIPTION_MAX, `Account Description can have at most ${DESCRIPTION_MAX} characters.`)
  .refine((text) => !/[^\P{Cc}\n\t]/u.test(text), 'Account Description cannot contain control characters.')
  .superRefine(wholeText)

export const Kyc = z.object({
  businessName: line('Business Name', KYC_MAX),
  businessAddress: line('Business Address', KYC_MAX),
  businessEmail: optionalEmail('Business Email', KYC_MAX),
  businessPhone: line('Business Phone', KYC_MAX),
  externalMetadata: line('External Metadata', KYC_MAX),
})
export type Kyc = z.infer<typeof Kyc>

/** What the screen may show: the data itself, or only which fields are filled. Null: the profile is not available. */
export type KycView =
  | { masked: false; values: Kyc }
  | { masked: true; filled: Record<keyof Kyc, boolean>; mayReveal: boolean }
  | null

const Id = z.string().min(1).max(64)

export const CreateAccount = Kyc.extend({
  /** Made when the form was opened; the same through every retry of this form. */
  attemptKey: z.uuid(),
  name: AccountName,
  description: AccountDescription,
  unitId: z.string().min(1, 'Choose a tenant unit.').max(64),
  type: z.string().min(1, 'Choose an account type.').max(40),
  /** Empty for none. */
  ratePlanId: z.string().max(100),
  confirmDuplicate: z.boolean(),
})
export type CreateAccount = z.infer<typeof CreateAccount>

/** Another account that a person may take for the one in hand. */
export type AccountTwin = { id: string; name: string; unitName: string | null; createdOn: string | null }

/** The tenant's accounts that are called alike. */
export type SameName = {
  twins: AccountTwin[]
  /** All of them have this very name, but for case and punctuation. */
  thisName: boolean
  /** False: too many names contain this one for all of them to be looked at. */
  complete: boolean
  /** False: not every account was looked at, so the name may be there in another spelling. */
  everySpelling: boolean
}

/** Where one opened form stands. Every state but `open` and `failed` means: nothing more is sent from this form. */
export type AttemptState =
  | { status: 'open' }
  | { status: 'sent' }
  | { status: 'created'; accountId: string; missingPlanId: string | null }
  | { status: 'failed' }
  | { status: 'unknown'; name: string; sentAt: string; settlesBy: string }
  | { status: 'choose'; name: string; candidates: AccountTwin[] }

/** What creating ends in: a state of the form, or same-name accounts that want a deliberate tick first. */
export type CreateAnswer = AttemptState | ({ status: 'duplicate' } & SameName)

export const ChooseCandidate = z.object({
  attemptKey: z.uuid(),
  /** Null: none of them is ours. */
  accountId: Id.nullable(),
})

// Not a rule of what is upstream, which may well break ours: what anybody may post is kept in the record.
const asItIs = z.string().max(2000)

/** The settings that the form shows; the rest are sent back as they came (tenant-api §5.3). */
export const AccountSettings = z.object({
  name: asItIs,
  /** Null, here and below, where Cloudflare does not tell. */
  abuseContactEmail: asItIs.nullable(),
  enforceTwoFactor: z.boolean().nullable(),
  description: asItIs,
  /** Null where the account profile is not available, `unread` where it could not be read. */
  kyc: z
    .object({
      businessName: asItIs,
      businessAddress: asItIs,
      businessEmail: asItIs,
      businessPhone: asItIs,
      externalMetadata: asItIs,
    })
    .or(z.literal('unread'))
    .nullable(),
})
export type AccountSettings = z.infer<typeof AccountSettings>

/**
 * The schema of what may be saved. Our rules are for what differs from what the form was loaded with: the rest goes
 * back as it came, to the byte, because Cloudflare holds what no rule of ours would accept.
 */
export function settingsSince({ kyc, ...was }: AccountSettings) {
  const { businessName, businessAddress, businessEmail, businessPhone, externalMetadata } = Kyc.shape
  return z.object({
    name: orAsItWas(was.name, AccountName),
    abuseContactEmail: orAsItWas(was.abuseContactEmail, optionalEmail('Abuse contact email', 254)),
    enforceTwoFactor: was.enforceTwoFactor === null ? z.boolean().nullable() : z.boolean(),
    description: orAsItWas(was.description, AccountDescription),
    kyc:
      kyc === 'unread'
        ? z.literal(kyc)
        : z
            .object({
              businessName: orAsItWas(kyc?.businessName, businessName),
              businessAddress: orAsItWas(kyc?.businessAddress, businessAddress),
              businessEmail: orAsItWas(kyc?.businessEmail, businessEmail),
              businessPhone: orAsItWas(kyc?.businessPhone, businessPhone),
              externalMetadata: orAsItWas(kyc?.externalMetadata, externalMetadata),
            })
            .nullable(),
  })
}

const orAsItWas = <Was extends string | null>(was: Was | undefined, rule: z.ZodType<string, string>) =>
  was === undefined ? rule : z.literal(was).or(rule)

// What was loaded is compared with what is there now before anything is sent, so that no rule is got round by it.
export const UpdateAccount = AccountSettings.extend({ accountId: Id, loaded: AccountSettings }).transform(
  ({ accountId, loaded, ...values }, context) => {
    const { data, error } = settingsSince(loaded).safeParse(values)
    if (data) return { accountId, loaded, ...data, changed: differing(loaded, data) }
    for (const issue of error.issues) context.addIssue({ ...issue })
    return z.NEVER
  },
)
export type UpdateAccount = z.infer<typeof UpdateAccount>

export type UpdateAnswer =
  | { status: 'saved'; saved: AccountSettings }
  /** The account changed since the form was loaded; nothing was sent. */
  | { status: 'changed'; theirs: AccountSettings }

export const DeleteAccount = z.object({ accountId: Id, typedName: z.string().max(1000) })

export type DeletionStepState = {
  step: DeletionStep
  status: 'waiting' | 'running' | 'done' | 'nothing' | 'failed' | 'unknown'
  error: string | null
  ray: string | null
}
export type DeletionView = {
  accountId: string
  accountName: string
  status: 'running' | 'stopped' | 'done'
  steps: DeletionStepState[]
}

export const RevealKyc = z.object({ accountId: Id })

/** Page sizes the API takes are 5 to 50 (tenant-api §2.2). */
export const PAGE_SIZES = [10, 20, 50] as const

/** What the list's address says. Whatever makes no sense falls back, so that no link is ever broken. */
export const ListQuery = z.object({
  name: z
    .string()
    .transform((name) => firstOf(name.replace(/\p{Cc}/gu, ' ').trim(), NAME_MAX))
    .catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  size: z.coerce.number().pipe(z.literal(PAGE_SIZES)).catch(20),
  direction: z.enum(['asc', 'desc']).catch('asc'),
  tenant: ChosenTenant,
})
export type ListQuery = z.infer<typeof ListQuery>

export type AccountRow = {
  id: string
  name: string | null
  type: string | null
  unitName: string | null
  createdOn: string | null
  enforceTwoFactor: boolean | null
  /**
   * False for an account that the credentials reach but the tenant does not own: it is shown and cannot be opened. Null
   * where the list cannot tell: its page asks for that one account.
   */
  owned: boolean | null
}
/** What an account to choose is told from others by. */
export type AccountChoice = Pick<AccountRow, 'id' | 'name' | 'unitName' | 'owned'>

export type AccountPage = PageFacts & {
  rows: AccountRow[]
  /** Among how many accounts a part of a name was looked for, where that is not all of them. */
  searched: number | null
}

export type AccountOverview = {
  /** Proved to be one of ours: other rooms take it as it is. */
  id: AccountId
  name: string | null
  type: string | null
  unitName: string | null
  createdOn: string | null
  managedBy: string | null
  settings: {
    enforceTwoFactor: boolean | null
    abuseContactEmail: string | null
    apiAccessEnabled: boolean | null
  }
}

/** A unit that an account can be created in. */
export type UnitChoice = {
  id: string
  /** After the names of the units that it is part of. */
  name: string
  /** What its tenant is called. */
  tenant: string
  types: string[]
  /** False where the types could not be read, and the one that every tenant has is offered. */
  typesRead: boolean
  /** The Know-Your-Customer fields that its tenant was seen to demand. */
  demanded: (keyof Kyc)[]
}

/** What the start page can count for little: null where it cannot be told. */
export type OverviewCounts = { units: number | null; accounts: number | null }
