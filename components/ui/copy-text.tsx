'use client'
import { useEffect, useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { cx } from './cx'

// Not Kumo's: a screen reader hears its button in place of the value, and nothing where copying is refused.

/** A value to copy, such as an id, in fixed-width letters with a button "Copy <label>". */
export function CopyText({
  label,
  value,
  truncate = false,
}: {
  label: string
  value: string
  truncate?: boolean
}) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1 align-middle">
      <code
        className={cx('min-w-0 font-mono text-[0.8125rem]', truncate ? 'truncate' : 'wrap-anywhere')}
        title={truncate ? value : undefined}
      >
        {value}
      </code>
      <CopyButton label={`Copy ${label}`} value={value} />
    </span>
  )
}

/** The button alone. Its name says what it copies; "Copied" is shown and announced for two seconds. */
export function CopyButton({ label, value, text }: { label: string; value: string; text?: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')

  useEffect(() => {
    if (copied === 'no') return
    const timer = setTimeout(() => setCopied('no'), 2000)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy() {
    try {
      await navigator.clipboard.writeText(value)
      setCopied('yes')
    } catch {
      setCopied('failed')
    }
  }

  return (
    <>
      {text ? (
        <Button onClick={copy} aria-label={label} data-copied={copied} className="copy-icon">
          {text}
        </Button>
      ) : (
        // Not Kumo's: a list has one in every row.
        <button
          type="button"
          aria-label={label}
          title={label}
          onClick={copy}
          data-copied={copied}
          className="copy-icon copy-button"
        />
      )}
      <span role="status" className="sr-only">
        {copied === 'yes' ? 'Copied' : copied === 'failed' ? 'Copying is not allowed here' : ''}
      </span>
    </>
  )
}
