'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { UseFormRegisterReturn } from 'react-hook-form'
import { CheckboxField } from '@/components/ui/form-field'
import { Notice } from '@/components/ui/notice'
import { sameNameQuery } from '@/lib/accounts/keys'
import { TwinList } from './twin-list'

const PAUSE_MS = 350

/** Shows the accounts that have the typed name already, with the tick that another one wants. */
export function SameName({
  name,
  error,
  tick,
}: {
  name: string
  error?: string
  tick: UseFormRegisterReturn
}) {
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(name.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [name])
  const { data: twins = [] } = useQuery(sameNameQuery(asked))
  if (asked === '' || asked !== name.trim() || twins.length === 0) return null
  return (
    <Notice
      tone="warning"
      role="status"
      title={
        twins.length === 1
          ? 'An account has this name already'
          : `${twins.length} accounts have this name already`
      }
    >
      <TwinList twins={twins} />
      <div className="mt-3">
        <CheckboxField label="Create another account with this name" error={error} {...tick} />
      </div>
    </Notice>
  )
}
