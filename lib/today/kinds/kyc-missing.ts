import 'server-only'
import * as z from 'zod'
import { KYC_LABELS } from '@/lib/accounts/constants'
import { demandedByTenant } from '@/lib/accounts/demanded'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, defineKind, LATER, within } from '@/lib/today/kind'

type Field = keyof typeof KYC_LABELS

/** A customer without Know-Your-Customer data that its tenant was seen to demand. Which fields, never what is in them. */
export const kycMissing = defineKind({
  id: 'kyc-missing',
  label: 'Know-Your-Customer data missing',
  permission: 'accounts.read',
  find: async (scope, tx) => {
    const demanded = (await demandedByTenant(tx)).map(({ tenantId, fields }) => ({
      tenant: tenantId,
      fields,
    }))
    return Prisma.sql`
      SELECT account.id AS subject_id, account.id AS account_id, NULL::timestamptz AS since, NULL::timestamptz AS until,
        ${LATER}::int AS urgency, jsonb_build_object('missing', missing) AS data
      FROM jsonb_to_recordset(${JSON.stringify(demanded)}::jsonb) AS demand(tenant text, fields text[])
      JOIN directory_account account ON account.tenant_id = demand.tenant,
        LATERAL (SELECT array_agg(field) FROM unnest(demand.fields) field WHERE field <> ALL(account.kyc_given)) lacks(missing)
      WHERE account.kyc_read AND account.gone_at IS NULL AND NOT demand.fields <@ account.kyc_given
        ${within(scope, Prisma.sql`account.id`)}`
  },
  data: z.object({ missing: z.array(z.string()) }),
  says: ({ data: { missing } }) => ({
    subject: null,
    detail: `Its tenant demands it. Missing: ${missing.map((field) => KYC_LABELS[field as Field] ?? field).join(', ')}.`,
  }),
  next: ({ accountId }) => ({
    label: 'Fill it in',
    href: accountHref(accountId, '/settings'),
    permission: 'accounts.update',
  }),
  open: ({ accountId }) => accountHref(accountId),
})
