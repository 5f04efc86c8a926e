'use client'
import { useLayoutEffect } from 'react'
import { ownDrafts } from '@/components/ui/draft'

/** Keeps the drafts of this tab to whoever typed them. Before the forms look for theirs, which they do in effects. */
export function OwnDrafts({ person }: { person: string }) {
  useLayoutEffect(() => ownDrafts(person), [person])
  return null
}
