'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { TENANT } from '@/components/ui/href'
import { FieldLabel, labelId, SearchInput } from '@/components/ui/input'
import { QUERY_MAX } from '@/lib/find/schema'

/** A plain form: it works without a script. */
export function FindForm({ query, tenant }: { query: string; tenant: string | undefined }) {
  return (
    <form action="/find" role="search" className="mb-6 max-w-2xl">
      {tenant && <input type="hidden" name={TENANT} value={tenant} />}
      <FieldLabel of="find" className="mb-1.5 flex">
        Find customers, domains, people, pages and actions
      </FieldLabel>
      <div className="flex gap-2">
        <SearchInput
          id="find"
          aria-labelledby={labelId('find')}
          name="q"
          defaultValue={query}
          maxLength={QUERY_MAX}
          placeholder="Name, domain, e-mail, ID, or a pasted error"
        />
        <Button type="submit" variant="primary">
          Find
        </Button>
      </div>
    </form>
  )
}
