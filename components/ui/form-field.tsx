'use client'
import { CaretDownIcon } from '@phosphor-icons/react/dist/ssr/CaretDown'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import {
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type ComponentProps,
  type ReactNode,
} from 'react'
import { Breakable } from './breakable'
import { cx } from './cx'
import { useHydrated } from './hydrated'

// All take what react-hook-form's register() gives, ref included: <TextField label="Name" {...register('name')} />.
type FieldProps = {
  /** The label and nothing else, so that the field's accessible name is exactly this. */
  label: string
  hint?: ReactNode
  error?: string
  /** Shows "Optional" beside the label. Say it on the rarer kind. */
  optional?: boolean
}

/** A one-line input. `counter` counts up to `maxLength` without cutting what is typed: the schema refuses the rest. */
export function TextField({
  label,
  hint,
  error,
  optional,
  counter,
  className,
  ref,
  ...rest
}: FieldProps & { counter?: number } & ComponentProps<'input'>) {
  const id = useFieldId(rest.id)
  const hydrated = useHydrated()
  const inner = useRef<HTMLInputElement>(null)
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
      <input
        ref={inner}
        autoComplete="off"
        // What the browser fills in by itself must not be held back.
        readOnly={!hydrated && rest.autoComplete === undefined}
        {...rest}
        {...described(id, { hint, error, optional, counter })}
        className={cx('field h-9 px-3', className)}
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
}: FieldProps & { counter?: number } & ComponentProps<'textarea'>) {
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
      <textarea
        ref={inner}
        rows={3}
        readOnly={!hydrated}
        {...rest}
        {...described(id, { hint, error, optional, counter })}
        className={cx('field field-sizing-content max-h-80 min-h-20 px-3 py-2', className)}
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
  className,
  children,
  ...rest
}: FieldProps & ComponentProps<'select'>) {
  const id = useFieldId(rest.id)
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <span className="relative block">
        <select
          {...rest}
          {...described(id, { hint, error, optional })}
          className={cx('field h-9 appearance-none truncate pr-9 pl-3', className)}
        >
          {children}
        </select>
        <CaretDownIcon
          size={14}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-kumo-subtle"
        />
      </span>
    </Field>
  )
}

export type RadioOption = { value: string; label: string; description?: ReactNode; disabled?: boolean }

/** One of a few, each with a sentence. The label names the group; `hint` stands between the two. */
export function RadioCards({
  label,
  hint,
  error,
  optional,
  options,
  columns = 2,
  value,
  ...rest
}: FieldProps & { options: RadioOption[]; columns?: 1 | 2 | 3; value?: string } & Omit<
    ComponentProps<'input'>,
    'type' | 'value'
  >) {
  const id = useFieldId(rest.id)
  const aria = described(id, { hint, error, optional })
  const { defaultValue, ...radio } = rest
  return (
    <fieldset
      id={id}
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={aria['aria-describedby']}
      aria-invalid={aria['aria-invalid']}
      className="min-w-0"
    >
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <legend id={`${id}-label`} className="font-medium">
          {label}
        </legend>
        {optional && <Optional id={id} />}
      </div>
      {hint && (
        <div id={`${id}-hint`} className="mb-2 text-sm text-kumo-subtle">
          {hint}
        </div>
      )}
      <div className={cx('grid gap-2', columns === 2 && 'sm:grid-cols-2', columns === 3 && 'sm:grid-cols-3')}>
        {options.map((option) => (
          <label
            key={option.value}
            className="flex items-start gap-2.5 rounded-lg bg-kumo-control p-3 ring ring-kumo-line not-has-disabled:cursor-pointer not-has-disabled:hover:bg-kumo-tint has-checked:ring-2 has-checked:ring-kumo-brand has-disabled:opacity-60 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-kumo-brand"
          >
            <input
              {...radio}
              type="radio"
              id={undefined}
              value={option.value}
              checked={value === undefined ? undefined : value === option.value}
              defaultChecked={defaultValue === undefined ? undefined : defaultValue === option.value}
              disabled={option.disabled ?? rest.disabled}
              aria-describedby={option.description ? `${id}-${option.value}` : undefined}
              aria-label={option.label}
              className="mt-0.5 size-4 shrink-0 accent-kumo-brand outline-none"
            />
            <span className="min-w-0 wrap-anywhere">
              <span className="block font-medium">
                <Breakable>{option.label}</Breakable>
              </span>
              {option.description && (
                <span id={`${id}-${option.value}`} className="block text-sm text-kumo-subtle">
                  {option.description}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      <Below id={id} error={error} />
    </fieldset>
  )
}

/** A tick with its sentence as the label. */
export function CheckboxField({
  label,
  hint,
  error,
  ...rest
}: Omit<FieldProps, 'optional'> & Omit<ComponentProps<'input'>, 'type'>) {
  const id = useFieldId(rest.id)
  const hydrated = useHydrated()
  return (
    <div>
      {/* A tick that is given from outside would not follow one made before the script was there. */}
      <div className="flex items-start gap-2.5" inert={!hydrated && rest.checked !== undefined}>
        <input
          {...rest}
          {...described(id, { hint, error })}
          type="checkbox"
          className="mt-0.5 size-4 shrink-0 rounded-sm accent-kumo-brand"
        />
        <label htmlFor={id} className="min-w-0 cursor-pointer wrap-anywhere">
          {label}
        </label>
      </div>
      <div className="pl-6.5">
        <Below id={id} hint={hint} error={error} />
      </div>
    </div>
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
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {optional && <Optional id={id} />}
      </div>
      {children}
      <Below id={id} hint={hint} error={error} counter={counter} />
    </div>
  )
}

/** Takes a field's id and what is said around it; returns the attributes that tie them together. */
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

function Below({
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

function useFieldId(given: string | undefined): string {
  const made = useId()
  return given ?? made
}
