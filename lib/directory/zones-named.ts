import 'server-only'
import { domainToUnicode } from 'node:url'
import { db } from '@/lib/db/client'

/** The zones of our tenants' accounts that have one of these names, as the DNS has them or as people read them. */
export function zonesNamed(
  domains: Iterable<string>,
): Promise<{ name: string; accountId: string; accountName: string }[]> {
  const forms = new Set([...domains].flatMap((domain) => [domain, domainToUnicode(domain) || domain]))
  return db().$queryRaw`
    SELECT z.name, z.account_id AS "accountId", a.name AS "accountName"
    FROM directory_zone z JOIN directory_account a ON a.id = z.account_id
    WHERE lower(z.name) = ANY(${[...forms]}::text[])
      AND z.gone_at IS NULL AND a.gone_at IS NULL AND a.tenant_id IS NOT NULL
    ORDER BY z.name, z.id`
}
