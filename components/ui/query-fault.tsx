'use client'
import type { ReactNode } from 'react'
import type { ReadFault } from '@/lib/core/errors'
import { TextLink } from './text-link'

/** Why a query of the page has no answer: that the session ended, with the way back, or else the given words. */
export function QueryFault({ error, children }: { error: ReadFault; children: ReactNode }) {
  return error.view?.code === 'signed_out' ? (
    <span>
      {error.message} <SignInLink />.
    </span>
  ) : (
    children
  )
}

/** The way back for who was signed out, beside what is on the page. */
export function SignInLink() {
  return (
    <TextLink href="/sign-in" target="_blank">
      Sign in in a new tab
    </TextLink>
  )
}
