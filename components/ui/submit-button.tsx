'use client'
import type { ComponentProps, MouseEvent } from 'react'
import { useFormStatus } from 'react-dom'
import { Button } from '@cloudflare/kumo/components/button'
import { cx } from './cx'
import { Spinner } from './spinner'
import type { Sending } from './use-command'

/**
 * Submits its form. While pending it keeps its width and its focus, and swallows further clicks and Enter.
 * `pending` defaults to the state of the surrounding form action. While `waiting` it does the same and looks disabled: it
 * keeps its focus, so that who pressed it finds it where it was when the wait is over. Both may come from a `command`.
 */
export function SubmitButton({
  command,
  pending = command?.pending,
  waiting = command?.waiting ?? false,
  variant = 'primary',
  type = 'submit',
  onClick,
  children,
  ...rest
}: ComponentProps<typeof Button> & { command?: Sending; pending?: boolean; waiting?: boolean }) {
  const status = useFormStatus()
  const busy = pending ?? status.pending
  function guard(event: MouseEvent<HTMLButtonElement>) {
    if (busy || waiting) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <Button
      type={type}
      variant={variant}
      aria-disabled={busy || waiting || undefined}
      aria-busy={busy || undefined}
      onClick={guard}
      {...rest}
      className={cx(rest.className, waiting && 'cursor-not-allowed opacity-50')}
    >
      <span className="inline-grid items-center justify-items-center">
        <span className={cx('col-start-1 row-start-1 inline-flex items-center gap-1.5', busy && 'opacity-0')}>
          {children}
        </span>
        {busy && (
          <span className="col-start-1 row-start-1">
            <Spinner />
          </span>
        )}
      </span>
    </Button>
  )
}
