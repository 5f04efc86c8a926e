'use client'
import { useEffect } from 'react'
import { clearDrafts } from '@/components/ui/draft'

/** Forgets what was typed in a session that somebody has ended. */
export function ForgetDrafts() {
  useEffect(clearDrafts, [])
  return null
}
