'use client'
import { useState } from 'react'
import { SearchInput } from '@/components/ui/input'
import { plainName } from '@/lib/core/names'
import type { TenantChoice } from '@/lib/tenants/schema'

/** How many of those that are found are shown at once. */
const SHOWN = 8

/** Finds one of many tenants by any part of its name. A file of its own: few have many. */
export default function TenantSearch({
  choices,
  choose,
}: {
  choices: TenantChoice[]
  choose: (tenant: string) => void
}) {
  const [typed, setTyped] = useState('')
  const wanted = plainName(typed)
  const found = typed.trim() === '' ? [] : choices.filter(({ name }) => plainName(name).includes(wanted))
  function go(id: string) {
    setTyped('')
    choose(id)
  }
  return (
    <div className="mt-1.5">
      <SearchInput
        aria-label="Find a tenant"
        placeholder="Find a tenant"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found[0]) go(found[0].id)
        }}
      />
      <ul aria-label="Tenants found" className="mt-1 empty:hidden">
        {found.slice(0, SHOWN).map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="w-full truncate rounded-md px-2 py-1 text-left text-sm hover:bg-kumo-tint"
              onClick={() => go(id)}
            >
              <bdi>{name}</bdi>
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="mt-1 px-2 text-xs text-kumo-subtle empty:hidden">
        {typed.trim() === ''
          ? ''
          : found.length === 0
            ? 'No tenant has this in its name.'
            : found.length > SHOWN
              ? `${(found.length - SHOWN).toLocaleString('en')} more: type more of the name.`
              : ''}
      </p>
    </div>
  )
}
