import 'server-only'
import { isTyped } from '@/lib/core/names'
import * as z from 'zod'
import { AppError, partly } from '@/lib/core/errors'
import { asId, type ZoneId } from '@/lib/core/ids'
import { SKEW_MS } from '@/lib/core/settle'
import { defineCommand, defineStep } from '@/lib/entry/command'
import type { LogpushJob } from '@/lib/tenant-api/logpush'
import type { Zone } from '@/lib/tenant-api/zones'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { managedZone, namesOf } from '@/lib/tenants/zones'
import { findZone, zoneIsGone } from './lookup'
import { stateOf, targetOf, ZoneState } from './recorded'
import { AddZone, DeleteZone, SettleZone, type AddZoneAnswer } from './schema'

const answerOf = (
  status: AddZoneAnswer['status'],
  { id, status: state, type, nameServers, verificationKey, createdOn }: Zone,
  name: string,
): AddZoneAnswer => ({
  status,
  zoneId: id,
  name,
  facts: { status: state, type, nameServers, verificationKey, createdOn },
})

/** Adds a zone, once: one that the account has already is named instead, and nothing is sent. */
export const addZone = defineCommand({
  name: 'zone.add',
  label: 'Add zone',
  target: 'zone',
  permission: 'zones.change',
  effect: 'remote',
  input: AddZone,
  remember: {
    request: z.object({ name: z.string(), type: z.string() }),
    after: ZoneState.extend({ found: z.boolean().optional() }),
  },
  targetOf: ({ accountId, name }) => ({ name, accountId }),
  run: async ({ tenant }, { accountId, name, type }) => {
    const account = await managedAccount(tenant, accountId)
    const there = await findZone(tenant, account, name)
    if (there)
      return {
        data: answerOf('there', there, name),
        phase: 'failed',
        errorCode: 'conflict',
        target: targetOf(account, there),
        after: { ...stateOf(there), found: true },
      }
    const zone = await tenant.zones.create({ accountId: account.id, name, type })
    return {
      data: answerOf('added', zone, name),
      target: targetOf(account, zone),
      after: stateOf(zone),
    }
  },
  look: async ({ tenant }, { at, target, request: { name } }) => {
    if (!name) return { phase: 'unknown', says: 'no name to look for was recorded.' }
    const account = await managedAccount(tenant, target.accountId ?? '')
    const zone = await findZone(tenant, account, name)
    if (!zone || (zone.createdOn && Date.parse(zone.createdOn) < at.getTime() - SKEW_MS))
      return { phase: 'failed', says: 'the zone was not added.', after: { found: false } }
    return {
      phase: 'succeeded',
      says: 'the zone was added.',
      data: answerOf('added', zone, name),
      target: targetOf(account, zone),
      after: { ...stateOf(zone), found: true },
    }
  },
})

/** Looks for a zone whose adding was lost; answers its id, null where the account has none of that name. */
export const settleZone = defineCommand({
  name: 'zone.add.settle',
  label: 'Look for an added zone',
  target: 'zone',
  permission: 'zones.change',
  effect: 'read',
  input: SettleZone,
  remember: {
    request: z.object({ name: z.string() }),
    after: ZoneState.omit({ nameServers: true }).partial().extend({ found: z.boolean() }),
  },
  targetOf: ({ accountId, name }) => ({ name, accountId }),
  run: async ({ tenant }, { accountId, name }) => {
    const account = await managedAccount(tenant, accountId)
    const zone = await findZone(tenant, account, name)
    return {
      data: { zoneId: zone?.id ?? null },
      target: zone ? targetOf(account, zone) : { name, accountId: account.id, accountName: account.name },
      after: zone ? { ...stateOf(zone), found: true } : { found: false },
    }
  },
})

/** Upstream leaves the Logpush jobs of a deleted zone delivering (tenant-api §2.11). */
export const removeLogpushJobs = defineStep({
  name: 'zone.delete.logpush',
  label: 'Remove the zone’s Logpush jobs',
  target: 'zone',
  remember: { after: z.object({ jobs: z.number() }) },
  targetOf: ({ account, zone }: { account: ManagedAccount; zone: Zone; jobs: LogpushJob[] }) =>
    targetOf(account, zone),
  run: async ({ tenant }, { zone, jobs }) => {
    for (const job of jobs) await tenant.logpush.deleteZoneJob(zone.id, job.id)
    return { data: null, after: { jobs: jobs.length } }
  },
  look: async ({ tenant }, { target }) => {
    const id = asId<ZoneId>(target.id ?? '')
    // The jobs of a zone that is gone cannot be listed, though they may deliver on.
    if (!id || (await zoneIsGone(tenant, id)))
      return { phase: 'unknown', says: 'the zone is gone, so its Logpush jobs cannot be listed.' }
    const left = await tenant.logpush.zoneJobs(id)
    return left.length === 0
      ? { phase: 'succeeded', says: 'no Logpush job is left.', data: null, after: { found: false } }
      : { phase: 'failed', says: `Logpush jobs left: ${left.length}.`, after: { found: true } }
  },
})

/** Deletes a zone once its name is typed, its Logpush jobs first. */
export const deleteZone = defineCommand({
  name: 'zone.delete',
  label: 'Delete zone',
  target: 'zone',
  permission: 'zones.delete',
  effect: 'remote',
  input: DeleteZone,
  remember: { before: ZoneState },
  targetOf: ({ accountId, zoneId }) => ({ id: zoneId, accountId }),
  run: async ({ tenant, step, before }, { accountId, zoneId, typedName }) => {
    const account = await managedAccount(tenant, accountId)
    const zone = await managedZone(tenant, account, zoneId)
    const { name, unicode } = namesOf(zone)
    if (!isTyped(typedName, name) && !(unicode && isTyped(typedName, unicode)))
      throw new AppError('invalid', 'The name does not match.', {
        fields: { typedName: 'Type the name exactly as shown.' },
      })
    before(stateOf(zone))
    const jobs = await tenant.logpush.zoneJobs(zone.id)
    if (jobs.length > 0) await step(removeLogpushJobs, { account, zone, jobs })
    await tenant.zones.delete(zone.id).catch((error: unknown) => {
      throw jobs.length > 0 && error instanceof AppError
        ? partly(error, 'Its Logpush jobs were removed')
        : error
    })
    return { data: null, target: targetOf(account, zone) }
  },
  look: async ({ tenant }, { target }) => {
    const id = asId<ZoneId>(target.id ?? '')
    if (!id) return { phase: 'unknown', says: 'no ID to look for was recorded.' }
    const gone = await zoneIsGone(tenant, id)
    return {
      phase: gone ? 'succeeded' : 'failed',
      says: `the zone is ${gone ? 'gone' : 'there'}.`,
      data: null,
      after: { found: !gone },
    }
  },
})
