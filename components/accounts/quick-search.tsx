'use client'
import { useRef, useState, useTransition, type FormEvent } from 'react'
import { useTypedBefore } from '@/components/ui/hydrated'
import { hrefWith, TENANT } from '@/components/ui/href'
import { FieldLabel, labelId, SearchInput } from '@/components/ui/input'
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
      <FieldLabel of="quick-search" className="mb-1.5 flex">
        Find an account
      </FieldLabel>
      <div className="flex gap-2">
        <SearchInput
          ref={input}
          id="quick-search"
          aria-labelledby={labelId('quick-search')}
          name="name"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="Account name or ID"
        />
        <SubmitButton pending={pending}>Find</SubmitButton>
      </div>
    </form>
  )
}
