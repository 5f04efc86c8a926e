import 'server-only'
import type { Staff } from '@/lib/auth/session'
import { openTenantApi } from '@/lib/tenant-api/client'
import { foldTerm } from '@/lib/directory/terms'
import { withOwnership } from '@/lib/tenants/ownership'
import { marksOf, rankOf, type Rank, type Wanted } from './ranks'
import type { FindResult } from './schema'

const LOOK_AT_MOST = 20
/** Upstream would answer with nearly all that there are. */
const NAME_MIN = 3

/**
 * While the directory does not hold every account: those of ours that Cloudflare itself finds by the name, in one look.
 * None where it does not answer.
 */
export async function accountsNow(
  staff: Pick<Staff, 'id'>,
  wanted: Wanted,
): Promise<(FindResult & { rank: Rank; distance: number })[]> {
  if (wanted.squeezed.length < NAME_MIN) return []
  const tenant = openTenantApi({ work: 'view', person: staff.id })
  try {
    const { items } = await tenant.accounts.list({ name: wanted.text, page: 1, perPage: LOOK_AT_MOST })
    const owned = items.length > 0 ? await withOwnership(tenant, items, { tolerant: true }) : []
    return owned.flatMap(({ id, name, owned: ours }) => {
      const rank =
        name === null || !ours ? null : rankOf({ kind: 'account', ...foldTerm(name, 'account') }, wanted)
      if (rank === null) return []
      return {
        kind: 'account',
        id,
        accountId: id,
        title: name!,
        why: 'Name, as Cloudflare has it now',
        href: `/accounts/${id}`,
        accountName: null,
        goneAt: null,
        titleMarks: marksOf(name!, wanted.tokens),
        whyMarks: [],
        rank,
        distance: 0,
      }
    })
  } catch {
    return []
  }
}
