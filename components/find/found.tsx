import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { Link } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { Pagination } from '@/components/ui/pagination'
import { TextLink } from '@/components/ui/text-link'
import {
  countOf,
  FOUND_MAX,
  KINDS,
  type FindAnswer,
  type FindKind,
  type FindPage,
  type FindResult,
} from '@/lib/find/schema'
import { ResultRow } from './result-row'

/** By kind, in the order of the best of each. */
export function FoundGroups({ query, answer }: { query: string; answer: FindAnswer }) {
  const { results, counts, complete } = answer
  const kinds = [...new Set(results.map(({ kind }) => kind))]
  return (
    <div className="space-y-6">
      {!complete && <NotAllRead />}
      {kinds.length === 0 && <Nothing />}
      {kinds.map((kind) => {
        const its = results.filter((each) => each.kind === kind)
        const count = counts[kind]
        return (
          <Card
            key={kind}
            title={KINDS[kind]}
            actions={
              count &&
              (count.more || count.found > its.length) && (
                <TextLink href={hrefWith('/find', { q: query, kind })}>All {countOf(count)}</TextLink>
              )
            }
            flush
          >
            <Rows label={KINDS[kind]} results={its} />
          </Card>
        )
      })}
    </div>
  )
}

/** All of one kind, with pages. */
export function FoundOfKind({ query, kind, found }: { query: string; kind: FindKind; found: FindPage }) {
  const { results, counts, complete, page, pageSize, total } = found
  return (
    <div className="space-y-6">
      {!complete && <NotAllRead />}
      <p>
        <TextLink href={hrefWith('/find', { q: query })}>Results of every kind</TextLink>
      </p>
      {total === 0 ? (
        <Nothing />
      ) : (
        <>
          <Card title={KINDS[kind]} flush>
            <Rows label={KINDS[kind]} results={results} />
          </Card>
          <Pagination path="/find" query={{ q: query, kind }} page={page} pageSize={pageSize} total={total} />
          {counts[kind]?.more && (
            <p className="text-sm text-kumo-subtle">
              These are the first {FOUND_MAX}. Type more of what you are looking for to see the others.
            </p>
          )}
        </>
      )}
    </div>
  )
}

function Rows({ label, results }: { label: string; results: FindResult[] }) {
  return (
    <ul aria-label={label} className="divide-y divide-kumo-hairline">
      {results.map((result) => (
        <li key={result.id}>
          <Link
            href={result.href}
            className="flex px-4 py-2.5 hover:bg-kumo-tint focus-visible:-outline-offset-2 sm:px-5"
          >
            <ResultRow result={result} />
          </Link>
        </li>
      ))}
    </ul>
  )
}

function NotAllRead() {
  return (
    <Notice tone="warning" title="Not everything has been read from Cloudflare yet">
      Accounts, domains and people may be missing here. Settings shows how far it is.
    </Notice>
  )
}

function Nothing() {
  return (
    <Card>
      <EmptyState icon={<MagnifyingGlassIcon />} title="Nothing matches">
        Try another part of the name, a domain, an e-mail address or an ID.
      </EmptyState>
    </Card>
  )
}
