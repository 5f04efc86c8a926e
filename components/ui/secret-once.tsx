'use client'
import { useId, useState } from 'react'
import { Button } from './button'
import { CopyButton } from './copy-text'
import { CheckboxField } from './form-field'
import { Notice } from './notice'

/** A value that is shown this one time. The way on opens once the person says that it is saved. */
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
  const [saved, setSaved] = useState(false)
  return (
    <div className="space-y-4">
      <Notice tone="warning">This is shown once. It is not kept here and cannot be shown again.</Notice>
      <div>
        <label htmlFor={id} className="mb-1.5 block font-medium">
          {label}
        </label>
        <div className="flex gap-2">
          <input
            id={id}
            readOnly
            value={value}
            spellCheck={false}
            autoComplete="off"
            data-1p-ignore="true"
            onFocus={(event) => event.target.select()}
            className="field h-9 min-w-0 px-3 font-mono text-[0.8125rem]"
          />
          <CopyButton label={`Copy ${label}`} value={value} text="Copy" />
        </div>
      </div>
      <CheckboxField
        label="I have saved it"
        checked={saved}
        onChange={(event) => setSaved(event.target.checked)}
      />
      <Button variant="primary" disabled={!saved} onClick={onDone}>
        {done}
      </Button>
    </div>
  )
}
