import 'server-only'
import { notFound } from 'next/navigation'
import { domainToUnicode } from 'node:url'
import * as z from 'zod'
import { may } from '@/lib/auth/permissions'
import { requirePermission, requireStaff, type Staff } from '@/lib/auth/session'
import { likeness } from '@/lib/core/names'
import { orNull } from '@/lib/core/read'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { defineQuery } from '@/lib/entry/query'
import { sharedBudget, type Work } from '@/lib/tenant-api/budget'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import type { Account } from '@/lib/tenant-api/accounts'
import type { Tenant } from '@/lib/tenant-api/tenants'
import { offerAhead } from '@/lib/subscriptions/queries'
import type { Offer } from '@/lib/subscriptions/schema'
import { managedAccount } from '@/lib/tenants/access'
import { placesOf } from '@/lib/tenants/ownership'
import { findAccounts } from '@/lib/tenants/search'
import { managedTenants } from '@/lib/tenants/tenancy'
import { readDomains } from '@/lib/zones/constants'
import { PAGES, type StepErrors } from './draft-constants'
import { orderOfDraft } from './draft-schema'
import type {
  DomainsFound,
  DraftContent,
  DraftNews,
  DraftRow,
  DraftView,
  RolesLike,
  TemplateRow,
  Underway,
} from './draft-schema'
import { contentOfDraft, namesOf, viewOf } from './drafts'

/** Somebody has a draft open who was heard of within this time. */
const OPEN_MS = 20_000
const LISTED_AT_MOST = 500

/** Drafts that are not provisioned, the latest first: of everybody for who provisions, else only one's own. */
export const listDrafts = defineQuery({
  permission: 'onboarding.read',
  run: async (): Promise<DraftRow[]> => {
    const staff = await requirePermission('onboarding.read')
    const drafts = await db().onboardingDraft.findMany({
      where: { runId: null, ...ownOnly(staff) },
      select: {
        id: true,
        title: true,
        updatedBy: true,
        updatedAt: true,
        editors: { where: heardOf(staff), select: { staffId: true } },
      },
      orderBy: { updatedAt: 'desc' },
      take: LISTED_AT_MOST,
    })
    const nameOf = await namesOf(
      drafts.flatMap(({ updatedBy, editors }) => [updatedBy, ...editors.map(({ staffId }) => staffId)]),
    )
    return drafts.map(({ id, title, updatedBy, updatedAt, editors }) => ({
      id,
      title,
      updatedBy: nameOf(updatedBy),
      updatedAt: updatedAt.toISOString(),
      editors: editors.map(({ staffId }) => nameOf(staffId)),
    }))
  },
})

export const listTemplates = defineQuery({
  permission: 'onboarding.read',
  run: async (): Promise<TemplateRow[]> => {
    const templates = await db().onboardingTemplate.findMany({
      select: { id: true, name: true, description: true, updatedBy: true, updatedAt: true },
      orderBy: { name: 'asc' },
    })
    const nameOf = await namesOf(templates.map(({ updatedBy }) => updatedBy))
    return templates.map(({ updatedBy, updatedAt, ...template }) => ({
      ...template,
      updatedBy: nameOf(updatedBy),
      updatedAt: updatedAt.toISOString(),
    }))
  },
})

/** An unknown draft ends in the 404 page. */
export const draftDetails = defineQuery({
  permission: 'onboarding.provision',
  run: async (rawId: string): Promise<DraftView & { errors: StepErrors }> => {
    const draft = await viewOf(await draftOfId(rawId))
    return { ...draft, errors: orderOfDraft(draft.content).errors }
  },
})

/**
 * For who has the draft open on a page: notes that they have, and tells who else has, and what was saved since `version`.
 */
export const draftNews = defineQuery({
  permission: 'onboarding.provision',
  run: async (rawId: string, rawPage: string, version: number): Promise<DraftNews> => {
    const staff = await requireStaff()
    const id = z.uuid().safeParse(rawId).data ?? notFound()
    const page = z.enum(PAGES).catch('customer').parse(rawPage)
    const draft = await db().onboardingDraft.findUnique({ where: { id } })
    if (!draft) return null
    const seen = { step: page, seenAt: new Date() }
    await db().onboardingEditor.upsert({
      where: { draftId_staffId: { draftId: id, staffId: staff.id } },
      create: { draftId: id, staffId: staff.id, ...seen },
      update: seen,
    })
    const editors = await db().onboardingEditor.findMany({
      where: { draftId: id, ...heardOf(staff) },
      orderBy: { staffId: 'asc' },
    })
    const nameOf = await namesOf(editors.map(({ staffId }) => staffId))
    return {
      editors: editors.map(({ staffId, step }) => ({
        name: nameOf(staffId),
        page: z.enum(PAGES).catch('customer').parse(step),
      })),
      theirs: draft.version > version ? await viewOf(draft) : null,
      runId: draft.runId,
    }
  },
})

/** Other drafts, and runs that have not ended, for a customer who is called alike. */
export const nameUnderway = defineQuery({
  permission: 'onboarding.provision',
  run: async (rawId: string): Promise<Underway[]> => {
    const draft = await draftOfId(rawId)
    const wanted = likeness(contentOfDraft(draft).customer.name)
    if (wanted === '') return []
    const [drafts, runs] = await Promise.all([otherDrafts(draft.id), openRuns()])
    return [
      ...drafts.filter(({ content }) => likeness(content.customer.name) === wanted).map(draftUnderway),
      ...runs.filter(({ title }) => likeness(title) === wanted).map(runUnderway),
    ]
  },
})

/** Accounts to choose from: more than that nobody looks through. */
const LIKE_AT_MOST = 50

/** The roles of an account of the draft's unit, for one that is not there yet: of `like`, where that was chosen. */
export const rolesLike = defineQuery({
  permission: 'onboarding.provision',
  run: async (rawId: string, like: string): Promise<RolesLike> => {
    const staff = await requireStaff()
    const { unitId } = contentOfDraft(await draftOfId(rawId)).customer
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const { items: tenants } = await managedTenants(tenant)
    const home = homeOf(tenants, unitId) ?? tenants[0]
    const found = home && (await findAccounts(tenant, home.id, { page: 1, perPage: LIKE_AT_MOST }))
    const placed = placesOf(tenants)
    const isNear = (account: Account) => placed(account.unitId)?.unit?.id === unitId
    const near = (found?.items ?? []).toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)))
    const account =
      near.find(({ id }) => id === like) ??
      (like ? await orNull(managedAccount(tenant, like)) : null) ??
      near[0]
    if (!account) return { account: null, others: [], roles: { choices: [], complete: true } }
    const roles = await tenant.roles.list(account.id)
    return {
      account: called(account),
      others: near.filter(({ id }) => id !== account.id).map(called),
      roles: {
        choices: roles.items.map(({ id, name, description }) => ({ id, name: name ?? id, description })),
        complete: roles.complete,
      },
    }
  },
})

/** What can be ordered for the draft's account, or its zones. */
export const draftOffer = defineQuery({
  permission: 'onboarding.provision',
  run: async (rawId: string, scope: 'zone' | 'account'): Promise<Offer> => {
    const staff = await requireStaff()
    const { unitId } = contentOfDraft(await draftOfId(rawId)).customer
    // What the agreement is known to refuse is worth no failed page.
    const tenants = await managedTenants(openTenantApi({ work: 'view', person: staff.id })).catch(() => null)
    return offerAhead(scope, homeOf(tenants?.items ?? [], unitId)?.id ?? null)
  },
})

const homeOf = (tenants: Tenant[], unitId: string) =>
  tenants.find(({ units }) => units.some(({ id }) => id === unitId))
const called = ({ id, name }: { id: string; name: string | null }) => ({ id, name: name ?? id })

/** Domains that one request asks Cloudflare for: each is a call or two. */
const DOMAINS_AT_ONCE = 40
const CALLS_AT_ONCE = 5

/**
 * Where the draft's domains are already: in accounts of ours, in other drafts, in runs that have not ended. The first are
 * asked for as a page is; those after `from`, while a person goes on typing, only as long as people do not need the calls.
 */
export const domainsFound = defineQuery({
  permission: 'onboarding.provision',
  run: async (rawId: string, from: number): Promise<DomainsFound> => {
    const staff = await requireStaff()
    const draft = await draftOfId(rawId)
    const all = readDomains(contentOfDraft(draft).zones.text).domains.map(({ name }) => name)
    const names = all.slice(from, from + DOMAINS_AT_ONCE)
    if (names.length === 0) return { found: [], next: null, notLooked: [] }
    const rest = from + names.length < all.length ? from + names.length : null
    const caller: Work = from === 0 ? { work: 'view', person: staff.id } : { work: 'background' }
    const full = caller.work === 'background' ? await sharedBudget().room(caller, names.length * 2) : null
    const mayAsk = full === null
    const tenant = openTenantApi(caller)
    const accounts = new Map<string, { href: string; name: string }[]>()
    const waiting = names.values()
    const asking = Array.from({ length: mayAsk ? CALLS_AT_ONCE : 0 }, async () => {
      for (const name of waiting) accounts.set(name, await accountsWith(tenant, name))
    })
    const [drafts, steps] = await Promise.all([
      otherDrafts(draft.id),
      db().onboardingStep.findMany({
        where: { key: { in: names.map((name) => `zone:${name}`) }, run: OPEN_RUN },
        select: { key: true, run: { select: { id: true, title: true } } },
      }),
      ...asking,
    ]).finally(() => caller.work === 'background' && sharedBudget().leave(caller))
    const inDraft = ({ content }: { content: DraftContent }, name: string) =>
      readDomains(content.zones.text).domains.some((domain) => domain.name === name)
    return {
      found: names
        .map((name) => ({
          name,
          accounts: accounts.get(name) ?? [],
          underway: [
            ...drafts.filter((each) => inDraft(each, name)).map(draftUnderway),
            ...steps.filter(({ key }) => key === `zone:${name}`).map(({ run }) => runUnderway(run)),
          ],
        }))
        .filter((each) => each.accounts.length + each.underway.length > 0),
      next: rest,
      notLooked: mayAsk ? [] : names,
    }
  },
})

/** The accounts of ours that have a zone of the name. Upstream may keep either form of it. */
async function accountsWith(tenant: TenantApi, name: string) {
  const forms = [...new Set([name, domainToUnicode(name) || name])]
  const found = await Promise.all(forms.map((form) => tenant.zones.named(form)))
  const zones = new Map(found.flatMap(({ items }) => items).map((zone) => [zone.id, zone]))
  const accounts = await Promise.all(
    [...zones.values()].map(async ({ id, accountId }) => {
      const account = accountId && (await orNull(managedAccount(tenant, accountId)))
      return account
        ? [{ href: `/accounts/${account.id}/zones/${id}`, name: account.name ?? account.id }]
        : []
    }),
  )
  return accounts.flat()
}

async function otherDrafts(id: string) {
  const drafts = await db().onboardingDraft.findMany({
    where: { runId: null, id: { not: id } },
    orderBy: { updatedAt: 'desc' },
    take: LISTED_AT_MOST,
  })
  // What was sealed with another key says nothing: it is no reason to warn of nothing at all.
  return drafts.flatMap((draft) => {
    try {
      return [{ id: draft.id, title: draft.title, content: contentOfDraft(draft) }]
    } catch {
      return []
    }
  })
}

const OPEN_RUN = { endedAt: null } satisfies Prisma.OnboardingRunWhereInput

const openRuns = () => db().onboardingRun.findMany({ where: OPEN_RUN, select: { id: true, title: true } })

type Titled = { id: string; title: string }
const draftUnderway = ({ id, title }: Titled): Underway => ({
  kind: 'draft',
  title,
  href: `/onboarding/drafts/${id}/customer`,
})
const runUnderway = ({ id, title }: Titled): Underway => ({
  kind: 'run',
  title,
  href: `/onboarding/runs/${id}`,
})

async function draftOfId(rawId: string) {
  const id = z.uuid().safeParse(rawId).data ?? notFound()
  return (await db().onboardingDraft.findUnique({ where: { id } })) ?? notFound()
}

/** Whose drafts somebody may see. */
const ownOnly = ({ id, role }: Staff) => (may(role, 'onboarding.provision') ? {} : { createdBy: id })

const heardOf = ({ id }: Staff) =>
  ({
    seenAt: { gt: new Date(Date.now() - OPEN_MS) },
    staffId: { not: id },
  }) satisfies Prisma.OnboardingEditorWhereInput
