/** What outlives an account unless cleared first: Gateway, Access, Logpush jobs (tenant-api §2.11). */
import { z } from 'zod'
import { seedId } from './defaults'
import type { Account, LogpushJobOf, Zone } from './state'
import { type Ctx, ok, pathAccount, read, Refusal, type Route, state } from './wire'
import { pathZone } from './zones'

export const services: Route[] = [
  {
    path: '/accounts/:account_id/gateway',
    scheme: 'any',
    area: 'Zero Trust',
    on: { GET: showGateway, POST: startGateway, DELETE: removeGateway },
    log: { product: 'gateway', type: 'account' },
    wrongMethod: 10405,
  },
  {
    path: '/accounts/:account_id/access/organizations',
    scheme: 'any',
    area: 'Zero Trust',
    on: { GET: showAccess, POST: startAccess, PUT: changeAccess, DELETE: removeAccess },
    log: { product: 'access', type: 'organization' },
    wrongMethod: 10405,
  },
  {
    path: '/accounts/:account_id/logpush/jobs',
    scheme: 'any',
    area: 'Logs',
    on: {
      GET: (c) => ok(c, accountJobs(c).map(showJob)),
      POST: (c) => createJob(c, accountJobs(c)),
    },
    log: { product: 'logpush', type: 'job' },
    wrongMethod: 10405,
  },
  {
    path: '/accounts/:account_id/logpush/jobs/:job_id',
    scheme: 'any',
    area: 'Logs',
    on: {
      GET: (c) => ok(c, showJob(pathJob(c, accountJobs(c)))),
      PUT: (c) => changeJob(c, accountJobs(c)),
      DELETE: (c) => removeJob(c, accountJobs(c)),
    },
    log: { product: 'logpush', type: 'job' },
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id/logpush/jobs',
    scheme: 'any',
    area: 'Logs',
    on: {
      GET: (c) => ok(c, zoneJobs(c).map(showJob)),
      POST: (c) => createJob(c, zoneJobs(c), c.var.zone),
    },
    log: { product: 'logpush', type: 'job' },
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id/logpush/jobs/:job_id',
    scheme: 'any',
    area: 'Logs',
    on: {
      GET: (c) => ok(c, showJob(pathJob(c, zoneJobs(c)))),
      PUT: (c) => changeJob(c, zoneJobs(c)),
      DELETE: (c) => removeJob(c, zoneJobs(c)),
    },
    log: { product: 'logpush', type: 'job' },
    wrongMethod: 10405,
  },
]

const gatewayOf = (account: Account) => ({
  id: account.id,
  gateway_tag: seedId('gateway', account.id),
  provider_name: 'Cloudflare',
})

function withGateway(c: Ctx): Account {
  const account = pathAccount(c)
  if (!account.gateway) throw new Refusal(404, 2009, 'Gateway account not found')
  return account
}

function showGateway(c: Ctx): Response {
  return ok(c, gatewayOf(withGateway(c)))
}

function startGateway(c: Ctx): Response {
  const account = pathAccount(c)
  account.gateway = true
  return ok(c, gatewayOf(account))
}

function removeGateway(c: Ctx): Response {
  withGateway(c).gateway = false
  return ok(c, {})
}

const Organization = z.strictObject({ name: z.string().min(1), auth_domain: z.string().min(1) })

function withAccess(c: Ctx): Account {
  const account = pathAccount(c)
  if (!account.access) throw new Refusal(403, 9999, 'access.api.error.not_enabled: Access is not enabled')
  return account
}

function showAccess(c: Ctx): Response {
  return ok(c, organizationOf(withAccess(c)))
}

function organizationOf(account: Account) {
  return {
    name: account.name,
    auth_domain: `${account.id.slice(0, 12)}.cloudflareaccess.com`,
    ...account.accessOrganization,
    created_at: account.created_on,
    updated_at: account.created_on,
  }
}

async function startAccess(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  if (account.access) throw new Refusal(409, 11010, 'access.api.error.conflict: Access is enabled already')
  account.accessOrganization = await read(c, Organization)
  account.access = true
  return ok(c, organizationOf(account))
}

async function changeAccess(c: Ctx): Promise<Response> {
  const account = withAccess(c)
  account.accessOrganization = { ...account.accessOrganization, ...(await read(c, Organization.partial())) }
  return ok(c, organizationOf(account))
}

function removeAccess(c: Ctx): Response {
  const account = withAccess(c)
  account.access = false
  delete account.accessOrganization
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

/** Jobs that an account, or a zone, may have. */
const JOBS = 4

const noRight = () => new Refusal(403, 10000, 'Logpush is not enabled for this account')

const JobChange = z
  .strictObject({
    enabled: z.boolean(),
    destination_conf: z.string().regex(/^[a-z0-9]+:/, 'is not a destination'),
  })
  .partial()
const Job = z.strictObject({
  name: z.string().max(512).default(''),
  dataset: z.string().default('http_requests'),
  enabled: z.boolean().default(false),
  destination_conf: JobChange.shape.destination_conf.unwrap(),
})

async function createJob(c: Ctx, jobs: LogpushJobOf[], zone?: Zone): Promise<Response> {
  const input = await read(c, Job)
  const { account } = c.var
  if (jobs.length >= JOBS) throw new Refusal(400, 1004, `Only ${JOBS} jobs are allowed`)
  const all = state(c).logpushJobs
  const id = Math.max(4000, ...all.map((job) => job.id)) + 1
  const job: LogpushJobOf = { id, account: account!.id, ...input, ...(zone && { zone_id: zone.id }) }
  all.push(job)
  return ok(c, showJob(job))
}

async function changeJob(c: Ctx, jobs: LogpushJobOf[]): Promise<Response> {
  const job = pathJob(c, jobs)
  return ok(c, showJob(Object.assign(job, await read(c, JobChange))))
}

function pathJob(c: Ctx, jobs: LogpushJobOf[]): LogpushJobOf {
  const id = c.req.param('job_id')!
  if (!/^\d{1,12}$/.test(id)) throw new Refusal(400, 1001, 'Invalid job id')
  const job = jobs.find((row) => row.id === Number(id))
  if (!job) throw new Refusal(404, 1002, 'Job not found')
  return job
}

function removeJob(c: Ctx, jobs: LogpushJobOf[]): Response {
  const job = pathJob(c, jobs)
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
