import 'server-only'
import { KYC_FIELDS } from '@/lib/accounts/constants'
import type { UnitChoice } from '@/lib/accounts/schema'
import type { FieldErrors } from '@/lib/core/errors'
import { plainName } from '@/lib/core/names'
import { EMPTY_DRAFT, NO_ORDER } from '@/lib/onboarding/draft-constants'
import { orderOfDraft, type DraftContent } from '@/lib/onboarding/draft-schema'
import { DIVIDER } from '@/lib/onboarding/import-constants'
import type { ImportColumn, ImportFaults, ImportValues } from '@/lib/onboarding/import-schema'
import type { Order } from '@/lib/onboarding/schema'
import { tierOf } from '@/lib/core/plan-tiers'
import type { Lookups } from './lookups'

/** A row, and what is to be made of it: nothing where a field is refused. */
export type Checked = { values: ImportValues; faults: ImportFaults; order: Order | null }

type Row = { values: ImportValues; surplus?: boolean }

/** Makes of a row what the form would, with the form's own checks: what the row leaves empty comes from its template. */
export async function checkRow({ values, surplus }: Row, lookups: Lookups): Promise<Checked> {
  const faults: ImportFaults = {}
  const fault = (column: ImportColumn, message: string) => void (faults[column] ??= message)
  const found = <T>(column: ImportColumn, told: T | Refused): T | null => {
    if (!(told instanceof Refused)) return told
    fault(column, told.message)
    return null
  }
  if (surplus)
    fault(
      'account_name',
      'This row has more fields than the heading. Put a text with a comma in quotation marks.',
    )

  const template = values.template === '' ? null : await lookups.template(values.template)
  if (values.template !== '' && !template)
    fault('template', `There is no template “${values.template}”. Save one first, or leave this empty.`)
  const base = template ?? EMPTY_DRAFT
  const unit = found('tenant_unit', unitOf(values.tenant_unit, base, lookups.units))

  const kyc = Object.fromEntries(KYC_FIELDS.map((field) => [field, values[KYC_COLUMNS[field]]]))
  const draft: DraftContent = {
    ...base,
    customer: {
      ...base.customer,
      ...kyc,
      name: values.account_name,
      description: values.account_description || base.customer.description,
      unitId: unit?.id ?? '',
      type: unit ? (found('account_type', typeOf(values.account_type, base, unit)) ?? '') : 'standard',
      // Twins are shown in the grid, which starts only those that somebody wants all the same.
      confirmDuplicate: true,
    },
    // A service user has a last step that somebody attends, and no column: it is made on the run's page.
    access: {
      ...base.access,
      text: listed(values.members).join('\n'),
      serviceUser: EMPTY_DRAFT.access.serviceUser,
    },
    zones: { ...base.zones, text: listed(values.zones).join('\n') },
  }
  for (const field of unit?.demanded ?? [])
    if (draft.customer[field] === '')
      fault(KYC_COLUMNS[field], 'Cloudflare requires it for accounts of this tenant.')

  if (values.members !== '' && values.role !== '') {
    // What a unit that is not known offers is no second fault.
    const { accountId, roles } = unit ? await lookups.rolesIn(unit.id) : { accountId: null, roles: null }
    const role = roles ? found('role', choose(values.role, roles, 'role')) : { id: '-', name: values.role }
    if (role)
      draft.access = {
        ...draft.access,
        grant: { kind: 'roles', roles: [role.id] },
        likeAccountId: accountId ?? NO_ACCOUNT,
        names: { [role.id]: role.name },
      }
  } else if (values.members !== '' && values.role === '' && !template)
    fault('role', 'Enter the role that the members get, by name or ID.')

  if (values.zone_plan !== '') {
    const plan = found('zone_plan', await zonePlanOf(values.zone_plan, unit, lookups))
    draft.plans = { each: false, all: { ...NO_ORDER, ratePlanId: plan ?? '' }, by: {} }
  }
  if (values.subscriptions !== '') {
    const plans = listed(values.subscriptions).map((wanted) =>
      found('subscriptions', choose(wanted, lookups.subscriptions, 'subscription')),
    )
    const ids = [...new Set(plans.flatMap((plan) => (plan ? [plan.id] : [])))]
    draft.subscriptions = { orders: ids.map((ratePlanId) => ({ ...NO_ORDER, ratePlanId })) }
  }

  const { order, errors } = orderOfDraft(draft)
  for (const [step, fields] of Object.entries(errors) as [keyof typeof errors, FieldErrors][])
    for (const [field, message] of Object.entries(fields)) fault(columnOf(step, field), message)
  if (!order || Object.keys(faults).length > 0) return { values, faults, order: null }
  if (order.access.likeAccountId === NO_ACCOUNT) order.access.likeAccountId = null
  return { values, faults, order }
}

/** Where the tenant has no account yet whose roles could be looked at: those that are the same everywhere have their ids. */
const NO_ACCOUNT = '-'

/** The values of a field that holds several. */
export const listed = (field: string) =>
  field
    .split(DIVIDER)
    .map((value) => value.trim())
    .filter((value) => value !== '')

const KYC_COLUMNS = {
  businessName: 'business_name',
  businessAddress: 'business_address',
  businessEmail: 'business_email',
  businessPhone: 'business_phone',
  externalMetadata: 'external_metadata',
} as const

const CUSTOMER_COLUMNS: Record<string, ImportColumn> = {
  ...KYC_COLUMNS,
  name: 'account_name',
  description: 'account_description',
  unitId: 'tenant_unit',
  type: 'account_type',
}

/** Where the grid shows what is wrong with a field of the form. */
function columnOf(step: keyof ReturnType<typeof orderOfDraft>['errors'], field: string): ImportColumn {
  if (step === 'customer') return CUSTOMER_COLUMNS[field] ?? 'account_name'
  if (step === 'access') return field === 'text' ? 'members' : 'role'
  return step === 'zones' ? 'zones' : step === 'plans' ? 'zone_plan' : 'subscriptions'
}

/** A value that names nothing, or too much. */
class Refused {
  constructor(readonly message: string) {}
}

function unitOf(wanted: string, base: DraftContent, units: UnitChoice[]): UnitChoice | Refused {
  if (wanted === '') {
    const only = base.customer.unitId
      ? units.find(({ id }) => id === base.customer.unitId)
      : units.length === 1
        ? units[0]
        : undefined
    return only ?? new Refused('Enter the tenant unit, by name or ID.')
  }
  const last = (unit: UnitChoice) => unit.name.split(' › ').at(-1)!
  const whole = choose(wanted, units, 'tenant unit')
  if (!(whole instanceof Refused) || units.some((unit) => sameName(unit.name, wanted))) return whole
  const byLast = units.filter((unit) => sameName(last(unit), wanted))
  return byLast.length > 0 ? one(byLast, wanted, 'tenant unit') : whole
}

function typeOf(
  wanted: string,
  base: DraftContent,
  { types, typesRead, name }: UnitChoice,
): string | Refused {
  const asked = wanted || base.customer.type
  if (asked === '') return types.includes('standard') ? 'standard' : (types[0] ?? 'standard')
  const known = types.find((type) => type.toLowerCase() === asked.toLowerCase())
  if (known) return known
  if (!typesRead) return asked
  return new Refused(`${name} has no accounts of the type “${asked}”. Enter ${types.join(' or ')}.`)
}

/** An empty id for the plan that every zone has by itself. */
async function zonePlanOf(
  wanted: string,
  unit: UnitChoice | null,
  { zonePlans, refusedIn }: Lookups,
): Promise<string | Refused> {
  const byId = zonePlans.find(({ id }) => id.toLowerCase() === wanted.toLowerCase())
  if (byId) return byId.id
  if (wanted.toLowerCase() === 'free') return ''
  const ofTier = zonePlans.filter(({ id, name }) =>
    [tierOf(id), name].some((tier) => tier?.toLowerCase() === wanted.toLowerCase()),
  )
  if (ofTier.length === 0)
    return new Refused(`“${wanted}” is no zone plan. Enter the ID of one, such as ${zonePlans[0]?.id}.`)
  const refused = unit ? await refusedIn(unit.id) : new Set()
  const open = ofTier.filter(({ id }) => !refused.has(id.toLowerCase()))
  const plan = one(open.length > 0 ? open : ofTier, wanted, 'zone plan')
  return plan instanceof Refused ? plan : plan.id
}

type Named = { id: string; name: string }

function choose<T extends Named>(wanted: string, all: T[], what: string): T | Refused {
  const byId = all.find(({ id }) => id.toLowerCase() === wanted.toLowerCase())
  if (byId) return byId
  const named = all.filter(({ name }) => sameName(name, wanted))
  if (named.length > 0) return one(named, wanted, what)
  const some = all.slice(0, NAMED_AT_MOST).map(({ name }) => name)
  const more = all.length > NAMED_AT_MOST ? ', …' : ''
  return new Refused(
    `There is no ${what} “${wanted}”.${some.length > 0 ? ` Choose from: ${some.join(', ')}${more}.` : ''}`,
  )
}

const NAMED_AT_MOST = 5

function one<T extends Named>(found: T[], wanted: string, what: string): T | Refused {
  if (found.length === 1) return found[0]!
  return new Refused(
    `“${wanted}” is more than one ${what}. Enter an ID: ${found.map(({ id }) => id).join(', ')}.`,
  )
}

const sameName = (one: string, other: string) => plainName(one) === plainName(other)
