'use client'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { useRef, useState, useTransition, type FormEvent } from 'react'
import { useTypedBefore } from '@/components/ui/hydrated'
import { hrefWith, TENANT } from '@/components/ui/href'
import { useChosenTenant, useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'

/** By name to the list, by a full id straight to the account. Without a script it is a plain form to the list. */
export function QuickSearch() {
  const router = useRouter()
  const tenant = useChosenTenant()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useTypedBefore(input, text, setText)
  const [pending, start] = useTransition()

  function search(event: FormEvent) {
    event.preventDefault()
    const wanted = text.trim()
    const id = /^[0-9a-f]{32}$/i.test(wanted)
    start(() =>
      router.push(id ? `/accounts/${wanted.toLowerCase()}` : hrefWith('/accounts', { name: wanted })),
    )
  }

  return (
    <form action="/accounts" role="search" onSubmit={search} className="max-w-2xl">
      {tenant && <input type="hidden" name={TENANT} value={tenant} />}
      <label htmlFor="quick-search" className="mb-1.5 block font-medium">
        Find an account
      </label>
      <div className="flex gap-2">
        <span className="relative block min-w-0 flex-1">
          <MagnifyingGlassIcon
            size={16}
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-kumo-subtle"
          />
          <input
            ref={input}
            id="quick-search"
            type="search"
            name="name"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="Account name or ID"
            autoComplete="off"
            spellCheck={false}
            className="field h-9 pr-3 pl-9"
          />
        </span>
        <SubmitButton pending={pending}>Find</SubmitButton>
      </div>
    </form>
  )
}
