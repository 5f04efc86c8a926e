/**
 * The first state of the sandbox. Ids never change. What lies in the past is counted from `SEED.base`;
 * what people look at as near or recent (ends of tokens, billing periods, invitations) is counted from
 * the midnight before the seeding, `seeded_at`, so that the sandbox does not grow stale.
 */
import { BASE, ME, seedId } from './defaults'
import {
  addLogpush,
  addMembers,
  addSubscriptions,
  addTokens,
  addZones,
  makeAccount,
  makeMe,
} from './seed-contents'
import { CUSTOMERS } from './seed-customers'
import { DEFAULT_SETTINGS } from './settings'
import type { State } from './state'
import { FIRST_TENANT, SECOND_TENANT } from './tenants-data'

const account = (slug: string) => seedId('account', slug)

/** The notable ids and counts, for tests. */
export const SEED = {
  base: BASE,
  /** The user behind the credentials; the email is that of the credentials. */
  me: ME,
  tenant: { tag: FIRST_TENANT.tag, name: FIRST_TENANT.name },
  secondTenant: { tag: SECOND_TENANT.tag, name: SECOND_TENANT.name, unit: SECOND_TENANT.units[0].id },
  /** `direct` may have standard and enterprise accounts, as may `resale`; only the second tenant is standard only. */
  units: { direct: FIRST_TENANT.units[0], resale: FIRST_TENANT.units[1]! },
  /** Where tenants are a tree: the organization below the unit `resale`. Elsewhere its accounts are that unit's. */
  subUnit: FIRST_TENANT.units[1]!.subUnits![0]!,
  accounts: {
    /** 57 members, 62 zones, 6 tokens, add-ons, gateway, access and logpush: everything in numbers. */
    busy: account('brightwave'),
    sameName: [account('acme-1'), account('acme-2')],
    longest: account('longest'),
    hostile: account('hostile'),
    quotes: account('quotes'),
    emoji: account('emoji'),
    arabic: account('arabic'),
    hebrew: account('hebrew'),
    japanese: account('japanese'),
    noType: account('no-type'),
    noSettings: account('no-settings'),
    /** GET and PUT of the profile are refused (403). */
    noProfile: account('no-type'),
    /** Plans paid by card are refused. */
    noPayment: account('no-payment'),
    /** No zones, subscriptions or tokens; only the partner is a member. */
    empty: account('empty'),
    /** Gateway but not Access; Access but not Gateway; only Logpush jobs. */
    gateway: account('gateway-only'),
    access: account('japanese'),
    logpush: account('logpush-only'),
    noLogpushRight: account('no-logpush'),
    /** Members with policies instead of roles, one of them with a permission group that is not listed. */
    policies: account('policies'),
    /** Five tokens, of which one ends in five days, one has ended, one is disabled. */
    tokens: account('token-rich'),
    /** An add-on with an unknown plan id, state and frequency. */
    oddSubscription: account('cascade'),
    /** A plain customer: KYC, one zone on PARTNERS_PRO, four members. */
    plain: account('delta'),
    /** In the unit `resale`; where tenants are a tree, in the one below it. */
    subUnit: [account('juniper'), account('lakeside'), account('ridge')],
    /** One public zone and two of type internal. */
    internalZones: account('granite'),
    outside: [account('own'), account('personal'), account('client')],
    second: [account('second-1'), account('second-2'), account('second-3')],
  },
  /** Accounts of the first tenant, of its two units, and outside. */
  counts: { tenant: 42, direct: count(1), resale: count(2) + count(4), outside: 3, reachable: 45 },
} as const

/** The id of a seeded zone, by its name. */
export function seedZone(name: string): string {
  return seedId('zone', name)
}

function count(unit: number): number {
  return CUSTOMERS.filter((customer) => customer.unit === unit).length
}

const DAY = 86_400_000

/** Builds the first state. The time of seeding is rounded down to midnight. */
export function buildSeed(now: Date): State {
  const midnight = Math.floor(now.getTime() / DAY) * DAY
  const near = (days: number) => new Date(midnight + days * DAY).toISOString().replace('.000Z', 'Z')
  const seed: State = {
    seeded_at: near(0),
    settings: structuredClone(DEFAULT_SETTINGS),
    accounts: [],
    users: [makeMe()],
    members: [],
    resourceGroups: [],
    zones: [],
    subscriptions: [],
    tokens: [],
    logpushJobs: [],
    organizationEdits: {},
    idempotency: {},
    deleted: [],
    orphans: [],
  }
  CUSTOMERS.forEach((customer, index) => {
    const made = makeAccount(customer, index)
    seed.accounts.push(made)
    addMembers(seed, made, customer, near)
    addZones(seed, made, customer, index, near)
    addSubscriptions(seed, made, customer, near)
    addTokens(seed, made, customer, near)
    addLogpush(seed, made, customer)
  })
  return seed
}
