'use client'
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { AskBeforeLeaving } from './ask-before-leaving'
import { CopyButton } from './copy-text'
import { CheckboxField } from './checkbox'
import { FieldLabel, Input, labelId } from './input'
import { Notice } from './notice'

/**
 * A value that is given this one time, covered until the person uncovers it, and has the focus. It is copied either way.
 * The way on opens once the person says that it is saved; before that, leaving the page or closing the tab asks.
 */
export function SecretOnce({
  label,
  value,
  done,
  onDone,
}: {
  label: string
  value: string
  /** The label of the button that goes on. */
  done: string
  onDone: () => void
}) {
  const id = useId()
  const [shown, setShown] = useState(false)
  const [saved, setSaved] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <div className="space-y-4">
      <Notice tone="warning">This is shown once. It is not stored here and cannot be shown again.</Notice>
      <div>
        <FieldLabel of={id} className="mb-1.5 flex">
          {label}
        </FieldLabel>
        <div className="flex flex-wrap gap-2">
          <Input
            ref={field}
            id={id}
            aria-labelledby={labelId(id)}
            type={shown ? 'text' : 'password'}
            readOnly
            value={value}
            spellCheck={false}
            autoComplete="off"
            passwordManagerIgnore
            onFocus={(event) => shown && event.target.select()}
            className="w-auto min-w-0 flex-1 basis-60 font-mono text-[0.8125rem]"
          />
          <div className="flex gap-2">
            <Button aria-label={`${shown ? 'Hide' : 'Show'} ${label}`} onClick={() => setShown(!shown)}>
              {shown ? 'Hide' : 'Show'}
            </Button>
            <CopyButton label={`Copy ${label}`} value={value} text="Copy" />
          </div>
        </div>
      </div>
      <CheckboxField label="I have saved it" checked={saved} onChange={setSaved} />
      <Button variant="primary" disabled={!saved} onClick={onDone}>
        {done}
      </Button>
      <AskBeforeLeaving on={!saved} title="Leave without saving it?">
        <p>
          You have not confirmed that you saved it. It is shown on this page only, and once you leave, nobody
          can show it again.
        </p>
      </AskBeforeLeaving>
    </div>
  )
}
