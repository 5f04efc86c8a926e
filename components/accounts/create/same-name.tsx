'use client'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Notice } from '@/components/ui/notice'
import { QueryFault } from '@/components/ui/query-fault'
import { sameNameQuery } from '@/lib/accounts/keys'
import type { SameName as SameNameView } from '@/lib/accounts/schema'
import type { Tick } from './second-one'
import { TwinList } from './twin-list'

const PAUSE_MS = 350

const load = () => import('./second-one')
const SecondOne = lazy(load)

/** Shows the accounts that have the typed name already, as far as that can be told, with the tick that another one wants. */
export function SameName({
  name,
  error,
  tick,
  onRefused,
}: {
  name: string
  /** What the server said against a second one. */
  error?: string
  /** Another one is wanted all the same. */
  tick: Tick
  /** The tick that the server asks for is on the page. */
  onRefused: () => void
}) {
  const [asked, setAsked] = useState('')
  useEffect(() => void load().catch(() => {}), [])
  useEffect(() => {
    const timer = setTimeout(() => setAsked(name.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [name])
  const { data: found, error: fault } = useQuery(sameNameQuery(asked))
  const current = asked !== '' && asked === name.trim()
  const wantsTick = current && found !== undefined && (found.twins.length > 0 || !found.complete)

  if (current && fault && !wantsTick)
    return (
      <Notice tone="warning" role="status" title="Accounts with the same name could not be checked">
        <QueryFault error={fault}>Tenantdesk checks again before anything is sent to Cloudflare.</QueryFault>
      </Notice>
    )
  if (!wantsTick)
    return current && found && !found.everySpelling ? (
      <p role="status" className="text-sm text-kumo-subtle">
        No account with this name was found. {NOT_EVERY_SPELLING}
      </p>
    ) : null
  return (
    <Notice tone="warning" role="status" title={titleOf(found)}>
      {found.twins.length > 0 && <TwinList twins={found.twins} />}
      {!found.complete && (
        <p className="mt-1">Too many account names contain this name, so not all of them were checked.</p>
      )}
      {!found.everySpelling && <p className="mt-1">{NOT_EVERY_SPELLING}</p>}
      <div className="mt-3">
        <Suspense>
          <SecondOne tick={tick} error={error} onRefused={onRefused} />
        </Suspense>
      </div>
    </Notice>
  )
}

const NOT_EVERY_SPELLING =
  'Not every account could be checked. Accounts with an unusual spelling of this name may have been missed.'

function titleOf({ twins, thisName }: SameNameView): string {
  if (twins.length === 0) return 'An account may already have this name'
  const which = thisName ? 'this name' : 'this name, or one like it,'
  return twins.length === 1
    ? `An account already has ${which}`
    : `${twins.length} accounts already have ${which}`
}
