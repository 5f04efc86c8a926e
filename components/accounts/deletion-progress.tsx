'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { LiveData } from '@/components/ui/live-data'
import { QueryFault } from '@/components/ui/query-fault'
import { deletionQuery } from '@/lib/accounts/keys'
import type { DeletionView } from '@/lib/accounts/schema'

type Props = {
  accountId: string
  /** Told after each look; undefined where it failed. */
  onLooked: (run: DeletionView | null | undefined) => void
}

/** Follows a deletion while it is drawn, and says when it cannot. Loaded late. */
export default function DeletionProgress(props: Props) {
  return (
    <LiveData>
      <Following {...props} />
    </LiveData>
  )
}

function Following({ accountId, onLooked }: Props) {
  const { data, dataUpdatedAt, error, errorUpdatedAt } = useQuery(deletionQuery(accountId))
  const looked = useEffectEvent(() => onLooked(error ? undefined : data))
  useEffect(() => {
    if (dataUpdatedAt > 0 || errorUpdatedAt > 0) looked()
  }, [dataUpdatedAt, errorUpdatedAt])
  return error && <QueryFault error={error}>The last check failed; checking again.</QueryFault>
}
