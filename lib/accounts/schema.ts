import * as z from 'zod'
import type { AccountId } from '@/lib/core/ids'
import { honestName } from '@/lib/core/names'
import { ChosenTenant } from '@/lib/tenants/schema'
import { KYC_MAX } from './terms'

/** The Tenant API's limit (tenant-api §5.1), in characters. */
export const NAME_MAX = 100
/** Ours: the API has no description. */
export const DESCRIPTION_MAX = 500

// Line breaks and the like would make two names look the same on screen.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u

const line = (label: string, max: number) =>
  z
    .string()
    .trim()
    .max(max, `${label} can have at most ${max} characters.`)
    .refine((text) => !CONTROL.test(text), `${label} cannot contain line breaks or control characters.`)

const optionalEmail = (label: string, max: number) =>
  line(label, max).refine(
    (text) => text === '' || z.email().safeParse(text).success,
    `${label} is not an e-mail address.`,
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

/** The tenant's accounts of one name. Not complete: too many names contain it for all of them to be looked at. */
export type SameName = { twins: AccountTwin[]; complete: boolean }

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

/** The settings that the form shows; the rest are sent back as they came (tenant-api §5.3). */
export const AccountSettings = z.object({
  // No rule on markup or looks here: an account that already has such a name must stay editable.
  name: line('Account Name', NAME_MAX).min(1, 'Enter an account name.'),
  abuseContactEmail: optionalEmail('Abuse contact e-mail', 254),
  enforceTwoFactor: z.boolean(),
  description: AccountDescription,
  /** Null where the account profile is not available. */
  kyc: Kyc.nullable(),
})
export type AccountSettings = z.infer<typeof AccountSettings>

// What was on screen when the form was loaded is compared, not validated: the account may predate every rule of ours.
const Loaded = z.object({
  name: z.string(),
  abuseContactEmail: z.string(),
  enforceTwoFactor: z.boolean(),
  description: z.string(),
  kyc: z
    .object({
      businessName: z.string(),
      businessAddress: z.string(),
      businessEmail: z.string(),
      businessPhone: z.string(),
      externalMetadata: z.string(),
    })
    .nullable(),
})

export const UpdateAccount = AccountSettings.extend({ accountId: Id, loaded: Loaded })
export type UpdateAccount = z.infer<typeof UpdateAccount>

export type UpdateAnswer =
  | { status: 'saved'; saved: z.infer<typeof Loaded> }
  /** The account changed since the form was loaded; nothing was sent. */
  | { status: 'changed'; theirs: z.infer<typeof Loaded> }

/** Takes what a person typed and the name to type; returns whether they are the same to the eye. */
export function isTyped(typed: string, name: string): boolean {
  const seen = (text: string) => text.normalize('NFC').replace(/\s+/gu, ' ').trim()
  return seen(typed) === seen(name)
}

export const DeleteAccount = z.object({ accountId: Id, typedName: z.string().max(1000) })

export const DELETION_STEPS = ['logpush', 'gateway', 'access', 'account'] as const
export type DeletionStep = (typeof DELETION_STEPS)[number]
export const DELETION_STEP_LABELS: Record<DeletionStep, string> = {
  logpush: 'Remove Logpush jobs',
  gateway: 'Remove Zero Trust Gateway',
  access: 'Remove Zero Trust Access',
  account: 'Delete the account',
}
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

export const AddWantedSubscription = z.object({ accountId: Id, ratePlanId: z.string().min(1).max(100) })

/** Page sizes the API takes are 5 to 50 (tenant-api §2.2). */
export const PAGE_SIZES = [10, 20, 50] as const

/** What the list's address says. Whatever makes no sense falls back, so that no link is ever broken. */
export const ListQuery = z.object({
  name: z
    .string()
    .transform((name) => name.trim().slice(0, NAME_MAX))
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
   * where that cannot be told, because the tenant's own list is longer than we read.
   */
  owned: boolean | null
}
export type AccountPage = { rows: AccountRow[]; page: number; perPage: number; totalCount: number | null }

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

/** What the start page can count for little: null where it cannot be told. */
export type DeskCounts = { units: number; accounts: number | null }

/** Something that was begun and waits for a person. */
export type Waiting =
  | {
      kind: 'creation'
      key: string
      name: string
      status: 'unknown' | 'choose'
      mine: boolean
      since: string
    }
  | {
      kind: 'subscription'
      accountId: string
      accountName: string | null
      ratePlanId: string
      reason: string
      since: string
    }
  | { kind: 'deletion'; accountId: string; accountName: string; step: DeletionStep | null; since: string }
