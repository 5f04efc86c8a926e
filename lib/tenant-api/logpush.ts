import 'server-only'
import { z } from 'zod'
import type { AccountId, ZoneId } from '@/lib/core/ids'
import type { Send } from './client'
import { TenantApiError } from './errors'
import { count, every, flag, required, text } from './shape'
import { orNothing, type Removal } from './zero-trust'

/** The destination is left out: it contains credentials. */
export type LogpushJob = { id: number; name: string | null; dataset: string | null; enabled: boolean | null }

/**
 * Logpush jobs keep delivering after their account is deleted (tenant-api §2.11), so none may be overlooked. A 403
 * means that the account is not entitled to Logpush, so it has none; the same where there is no such route.
 */
export type LogpushApi = {
  accountJobs(id: AccountId): Promise<LogpushJob[]>
  deleteAccountJob(id: AccountId, jobId: number): Promise<Removal>
  zoneJobs(id: ZoneId): Promise<LogpushJob[]>
  deleteZoneJob(id: ZoneId, jobId: number): Promise<Removal>
}

export function logpushApi(send: Send): LogpushApi {
  return {
    accountJobs: (id) =>
      orNone(
        send({
          operation: 'GET /accounts/{account_id}/logpush/jobs',
          call: (sdk, options) => sdk.logpush.jobs.list({ account_id: id }, options),
          read: (answer) => every(JobRecord, answer),
        }),
      ),
    deleteAccountJob: (id, jobId) =>
      orNothing(
        send({
          operation: 'DELETE /accounts/{account_id}/logpush/jobs/{job_id}',
          call: (sdk, options) => sdk.logpush.jobs.delete(jobId, { account_id: id }, options),
          read: () => 'done',
        }),
        // Here a 403 is a refusal: the job was listed a moment ago, and if it stays it keeps delivering.
        ({ status }) => status === 404,
      ),
    zoneJobs: (id) =>
      orNone(
        send({
          operation: 'GET /zones/{zone_id}/logpush/jobs',
          call: (sdk, options) => sdk.logpush.jobs.list({ zone_id: id }, options),
          read: (answer) => every(JobRecord, answer),
        }),
      ),
    deleteZoneJob: (id, jobId) =>
      orNothing(
        send({
          operation: 'DELETE /zones/{zone_id}/logpush/jobs/{job_id}',
          call: (sdk, options) => sdk.logpush.jobs.delete(jobId, { zone_id: id }, options),
          read: () => 'done',
        }),
        ({ status }) => status === 404,
      ),
  }
}

const JobRecord = z.object({
  id: count.transform((id, context) => required(id || null, context)),
  name: text,
  dataset: text,
  enabled: flag,
})

async function orNone(jobs: Promise<LogpushJob[]>): Promise<LogpushJob[]> {
  try {
    return await jobs
  } catch (error) {
    if (error instanceof TenantApiError && (error.status === 403 || error.kind === 'not_found')) return []
    throw error
  }
}
