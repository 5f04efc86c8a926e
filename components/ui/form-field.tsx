'use client'
import { InputArea } from '@cloudflare/kumo/components/input'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import {
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type ComponentProps,
  type ReactNode,
  type Ref,
} from 'react'
import { cx } from './cx'
import { useHydrated } from './hydrated'
import { FIELD, FieldLabel, Input, labelId, Select } from './input'

// All take what react-hook-form's register() gives, ref included: <TextField label="Name" {...register('name')} />.
type FieldProps = {
  /** The label and nothing else, so that the field's accessible name is exactly this. */
  label: string
  hint?: ReactNode
  error?: string
  /** Shows "Optional" beside the label. Say it on the rarer kind. */
  optional?: boolean
}

/**
 * What gives a field of a form what it takes, by its name: `field` of use-command-form, or of whoever holds the values
 * itself. For fields that several forms have.
 */
export type FieldOf<Name extends string> = (
  name: Name,
  options?: { onChange?: (event: { target: { value: string } }) => void },
) => {
  name: string
  error?: string
  value?: string
  onChange: (event: { target: { value: string } }) => unknown
  onBlur: (event: { target: unknown }) => unknown
  ref?: Ref<never>
}

/** A one-line input. `counter` counts up to `maxLength` without cutting what is typed: the schema refuses the rest. */
export function TextField({
  label,
  hint,
  error,
  optional,
  counter,
  ref,
  ...rest
}: FieldProps & { counter?: number } & ComponentProps<typeof Input>) {
  const id = useFieldId(rest.id)
  const hydrated = useHydrated()
  const inner = useRef<HTMLInputElement>(null)
  // Base UI warns of one that changes, as it does when a form that was saved goes on from there.
  const [first] = useState(rest.defaultValue)
  useImperativeHandle(ref, () => inner.current as HTMLInputElement)
  return (
    <Field
      id={id}
      label={label}
      hint={hint}
      error={error}
      optional={optional}
      counter={counter && <Counter of={inner} max={counter} from={rest.defaultValue ?? rest.value} />}
    >
      <Input
        ref={inner}
        autoComplete="off"
        // What is typed before the script is there lasts where react-hook-form or nobody holds it. What the browser fills
        // in by itself must not be held back.
        readOnly={!hydrated && rest.value !== undefined && rest.autoComplete === undefined}
        {...rest}
        defaultValue={first}
        {...described(id, { hint, error, optional, counter })}
      />
    </Field>
  )
}

/** An input of several lines that grows with its text where the browser can. */
export function TextArea({
  label,
  hint,
  error,
  optional,
  counter,
  className,
  ref,
  ...rest
}: FieldProps & { counter?: number } & ComponentProps<typeof InputArea>) {
  const id = useFieldId(rest.id)
  const hydrated = useHydrated()
  const inner = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => inner.current as HTMLTextAreaElement)
  return (
    <Field
      id={id}
      label={label}
      hint={hint}
      error={error}
      optional={optional}
      counter={counter && <Counter of={inner} max={counter} from={rest.defaultValue ?? rest.value} />}
    >
      <InputArea
        ref={inner}
        rows={3}
        readOnly={!hydrated && rest.value !== undefined}
        {...rest}
        {...described(id, { hint, error, optional, counter })}
        className={cx('field-sizing-content max-h-80 min-h-20 w-full', FIELD, className)}
      />
    </Field>
  )
}

/** A native select; give it `<option>` and `<optgroup>`. */
export function SelectField({
  label,
  hint,
  error,
  optional,
  ...rest
}: FieldProps & ComponentProps<'select'>) {
  const id = useFieldId(rest.id)
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <Select {...rest} {...described(id, { hint, error, optional })} />
    </Field>
  )
}

/** The frame around a control of another kind: give that control `id` and the result of `described`. */
export function Field({
  id,
  label,
  hint,
  error,
  optional,
  counter,
  children,
}: FieldProps & { id: string; counter?: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <FieldLabel of={id}>{label}</FieldLabel>
        {optional && <Optional id={id} />}
      </div>
      {children}
      <Below id={id} hint={hint} error={error} counter={counter} />
    </div>
  )
}

/** The attributes that tie a field to what is said around it. */
export function described(
  id: string,
  around: { hint?: ReactNode; error?: string; optional?: boolean; counter?: unknown },
) {
  const ids = [
    around.error && `${id}-error`,
    around.hint && `${id}-hint`,
    around.optional && `${id}-optional`,
    around.counter && `${id}-counter`,
  ]
  return {
    id,
    'aria-labelledby': labelId(id),
    'aria-invalid': around.error ? true : undefined,
    'aria-describedby': ids.filter(Boolean).join(' ') || undefined,
  }
}

function Optional({ id }: { id: string }) {
  return (
    <span id={`${id}-optional`} className="text-sm text-kumo-subtle">
      Optional
    </span>
  )
}

/** What is said under a control: what is wrong with it, and what it is for. */
export function Below({
  id,
  hint,
  error,
  counter,
}: {
  id: string
  hint?: ReactNode
  error?: string
  counter?: ReactNode
}) {
  if (!hint && !error && !counter) return null
  return (
    <div className="mt-1.5 flex items-start justify-between gap-4 text-sm">
      <div className="min-w-0 space-y-1">
        {error && (
          <p id={`${id}-error`} className="flex gap-1.5 text-kumo-danger wrap-anywhere">
            <WarningCircleIcon size={16} weight="fill" aria-hidden="true" className="mt-px shrink-0" />
            {error}
          </p>
        )}
        {hint && (
          <div id={`${id}-hint`} className="text-kumo-subtle">
            {hint}
          </div>
        )}
      </div>
      {counter && (
        <span id={`${id}-counter`} className="shrink-0">
          {counter}
        </span>
      )}
    </div>
  )
}

function Counter({
  of,
  max,
  from = '',
}: {
  of: React.RefObject<HTMLInputElement | HTMLTextAreaElement | null>
  max: number
  /** What the field has in the server's markup. */
  from?: ComponentProps<'input'>['value']
}) {
  const [used, setUsed] = useState(() => String(from).length)
  useEffect(() => {
    const field = of.current
    const count = () => setUsed(field?.value.length ?? 0)
    count()
    field?.addEventListener('input', count)
    return () => field?.removeEventListener('input', count)
  })
  return (
    <span className={cx('tabular-nums', used > max ? 'font-medium text-kumo-danger' : 'text-kumo-subtle')}>
      <span aria-hidden="true">
        {used}/{max}
      </span>
      <span className="sr-only">
        {used} of {max} characters
      </span>
    </span>
  )
}

export function useFieldId(given: string | undefined): string {
  const made = useId()
  return given ?? made
}
