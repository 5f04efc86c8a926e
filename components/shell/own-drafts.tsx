'use client'
import { useEffect } from 'react'
import { followClearing, openDrafts } from '@/components/ui/draft'

/** Opens the drafts of whoever is signed in, and forgets them when they sign out in another tab. */
export function OwnDrafts({ draftKey }: { draftKey: string }) {
  useEffect(() => void openDrafts(draftKey), [draftKey])
  useEffect(followClearing, [])
  return null
}
