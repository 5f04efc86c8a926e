import { PlusIcon } from '@phosphor-icons/react/dist/ssr/Plus'
import type { Metadata } from 'next'
import { TokenTable, TokenTableSkeleton } from '@/components/tokens/token-table'
import { NO_TOKEN_SET, stateWords } from '@/components/tokens/labels'
import { ButtonLink } from '@/components/ui/button-link'
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { Notice } from '@/components/ui/notice'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { listTokens } from '@/lib/tokens/queries'
import { TOKEN_FILTERS, TokenListQuery } from '@/lib/tokens/schema'
import { NEAR_END_DAYS } from '@/lib/tokens/constants'

export const metadata: Metadata = { title: 'API Tokens' }

export default async function TokensPage({
  params,
  searchParams,
}: PageProps<'/accounts/[accountId]/tokens'>) {
  const { accountId } = await params
  const query = TokenListQuery.parse(await searchParams)
  const staff = await requirePermission('tokens.read')
  const mayCreate = may(staff.role, 'tokens.change')
  return (
    <>
      <FilterBar
        actions={
          mayCreate && (
            <ButtonLink
              href={`/accounts/${accountId}/tokens/new`}
              variant="primary"
              icon={<PlusIcon size={16} aria-hidden="true" />}
            >
              Create token
            </ButtonLink>
          )
        }
      >
        <SearchFilter name="name" label="Filter by name" placeholder="Token name" />
        <SelectFilter
          name="status"
          label="Status"
          all="All"
          options={TOKEN_FILTERS.map((value) => ({
            value,
            label: value === 'ending' ? `Ends within ${NEAR_END_DAYS} days` : stateWords(value).label,
          }))}
        />
        <ClearFilters names={['name', 'status']} />
      </FilterBar>
      <Part
        failed="The API tokens could not be listed"
        fallback={<TokenTableSkeleton />}
        read={() => reading(() => listTokens(accountId, query))}
      >
        {(tokens) =>
          tokens === 'no-token' ? (
            <Notice>{NO_TOKEN_SET}</Notice>
          ) : (
            <TokenTable
              accountId={accountId}
              tokens={tokens}
              query={query}
              mayCreate={mayCreate}
              mayExport={may(staff.role, 'customers.export')}
            />
          )
        }
      </Part>
    </>
  )
}
