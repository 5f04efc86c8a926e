'use client'
import { useEffect, useRef } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { CheckboxField } from '@/components/ui/checkbox'
import { headingOf, type Deed } from '@/components/ui/deed'
import { Diff } from '@/components/ui/diff'
import { FormError } from '@/components/ui/form-error'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import type { Sending } from '@/components/ui/use-command'
import type { ErrorView } from '@/lib/core/errors'
import { orderNames } from './labels'

/** The answer was lost and a look right after did not tell: a person looks again, then decides. */
export type LostOrder = { error: ErrorView; looked: boolean }

/** What an order will change, and the button that sends it. Loaded late by the order's form. */
export default function OrderReview({
  before,
  after,
  listPrice,
  changed,
  nothing,
  duplicate,
  lost,
  command,
  look,
  error,
  verb,
  deed,
  onSend,
  onLook,
  onBack,
}: {
  before: Record<string, string>
  after: Record<string, string>
  listPrice: string | null
  /** Somebody else changed it since the form was opened. */
  changed: boolean
  /** There is nothing left to change. */
  nothing: boolean
  /** The account has such a subscription: another one wants a tick. Not `sure`: it may have one. */
  duplicate: {
    plan: string
    sure: boolean
    confirmed: boolean
    onChange: (confirmed: boolean) => void
  } | null
  lost: LostOrder | null
  command: Sending
  look: Sending
  error: ErrorView | null
  verb: string
  deed: Deed
  onSend: () => void
  onLook: () => void
  onBack: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="max-w-4xl outline-none">
      <Card title="Review" description="This is what will change.">
        <div className="space-y-5">
          {changed && (
            <Notice tone="warning" role="alert" title="Changed at Cloudflare since you opened this form">
              Nothing was sent. “Before” now shows what is there. Check it before you send again.
            </Notice>
          )}
          <Diff before={before} after={after} names={orderNames(before, after)} />
          {listPrice && <p className="text-sm text-kumo-subtle">{listPrice}</p>}
          {nothing && <p>There is nothing left to change.</p>}
          {duplicate && (
            <CheckboxField
              label={`Add another subscription to ${duplicate.plan}`}
              hint={
                duplicate.sure
                  ? 'The account already has one. Open it in the list to change it instead.'
                  : 'Not all subscriptions of the account could be read, so it may already have one. Check in Cloudflare’s dashboard first.'
              }
              error={duplicate.confirmed ? undefined : 'Select the box to add another one. Nothing was sent.'}
              checked={duplicate.confirmed}
              onChange={duplicate.onChange}
            />
          )}
          {lost && (
            <Notice
              tone="warning"
              role="alert"
              title={lost.looked ? 'It is not there now' : headingOf(deed, lost.error)}
            >
              {lost.looked
                ? 'Cloudflare does not show it. Check again in a minute, or send it again: Tenantdesk first reads what is there.'
                : lost.error.message}
            </Notice>
          )}
          <FormError error={error} deed={lost ? undefined : deed} />
          <div className="flex flex-wrap gap-3">
            {lost && (
              <SubmitButton type="button" variant="secondary" command={look} onClick={onLook}>
                Check again
              </SubmitButton>
            )}
            {(!lost || lost.looked) && (
              <SubmitButton
                type="button"
                command={command}
                disabled={nothing || duplicate?.confirmed === false}
                onClick={onSend}
              >
                {lost ? 'Send it again' : verb}
              </SubmitButton>
            )}
            <Button disabled={command.pending || look.pending} onClick={onBack}>
              Back to the form
            </Button>
          </div>
        </div>
      </Card>
    </div>
  )
}
