/** What outlives an account unless cleared first: Gateway, Access, Logpush jobs (tenant-api §2.11). */
import type { LogpushJobOf } from './state'
import { type Ctx, ok, pathAccount, Refusal, type Route, state } from './wire'
import { pathZone } from './zones'

export const services: Route[] = [
  {
    path: '/accounts/:account_id/gateway',
    scheme: 'any',
    on: { DELETE: removeGateway },
    log: { product: 'gateway', type: 'account' },
    wrongMethod: 10405,
  },
  {
    path: '/accounts/:account_id/access/organizations',
    scheme: 'any',
    on: { DELETE: removeAccess },
    log: { product: 'access', type: 'organization' },
    wrongMethod: 10405,
  },
  {
    path: '/accounts/:account_id/logpush/jobs',
    scheme: 'any',
    on: { GET: (c) => ok(c, accountJobs(c).map(showJob)) },
    wrongMethod: 10405,
  },
  {
    path: '/accounts/:account_id/logpush/jobs/:job_id',
    scheme: 'any',
    on: { DELETE: (c) => removeJob(c, accountJobs(c)) },
    log: { product: 'logpush', type: 'job' },
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id/logpush/jobs',
    scheme: 'any',
    on: { GET: (c) => ok(c, zoneJobs(c).map(showJob)) },
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id/logpush/jobs/:job_id',
    scheme: 'any',
    on: { DELETE: (c) => removeJob(c, zoneJobs(c)) },
    log: { product: 'logpush', type: 'job' },
    wrongMethod: 10405,
  },
]

function removeGateway(c: Ctx): Response {
  const account = pathAccount(c)
  if (!account.gateway) throw new Refusal(404, 2009, 'Gateway account not found')
  account.gateway = false
  return ok(c, {})
}

function removeAccess(c: Ctx): Response {
  const account = pathAccount(c)
  if (!account.access) throw new Refusal(403, 9999, 'access.api.error.not_enabled: Access is not enabled')
  account.access = false
  return ok(c, { id: account.id })
}

function accountJobs(c: Ctx): LogpushJobOf[] {
  const account = pathAccount(c)
  if (!account.logpush) throw noRight()
  return state(c).logpushJobs.filter((job) => job.account === account.id && !job.zone_id)
}

function zoneJobs(c: Ctx): LogpushJobOf[] {
  const zone = pathZone(c)
  if (!c.var.account!.logpush) throw noRight()
  return state(c).logpushJobs.filter((job) => job.zone_id === zone.id)
}

const noRight = () => new Refusal(403, 10000, 'Logpush is not enabled for this account')

function removeJob(c: Ctx, jobs: LogpushJobOf[]): Response {
  const id = c.req.param('job_id')!
  if (!/^\d{1,12}$/.test(id)) throw new Refusal(400, 1001, 'Invalid job id')
  const job = jobs.find((row) => row.id === Number(id))
  if (!job) throw new Refusal(404, 1002, 'Job not found')
  state(c).logpushJobs = state(c).logpushJobs.filter((row) => row !== job)
  return ok(c, { id: job.id })
}

function showJob({ id, name, dataset, enabled, destination_conf }: LogpushJobOf) {
  return {
    id,
    name,
    dataset,
    enabled,
    destination_conf,
    last_complete: null,
    last_error: null,
    error_message: null,
  }
}
