'use client'
import { Radio } from '@cloudflare/kumo/components/radio'
import { Field } from '@cloudflare/kumo/primitives/field'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import type { ReactNode, Ref } from 'react'
import { Breakable } from './breakable'
import { cx } from './cx'
import { useHydrated } from './hydrated'

type RadioOption<Value extends string = string> = {
  value: Value
  label: string
  description?: ReactNode
  disabled?: boolean
}

/**
 * One of a few, each with a sentence. The label names the group, as an option's label names the option: what is said
 * besides describes it. `hint` stands between the two. It takes what react-hook-form's Controller gives, ref included.
 */
export function RadioCards<Value extends string>({
  label,
  hint,
  error,
  options,
  columns = 2,
  value,
  defaultValue,
  onChange,
  onBlur,
  name,
  ref,
}: {
  label: string
  hint?: ReactNode
  error?: string
  options: readonly RadioOption<Value>[]
  columns?: 1 | 2 | 3
  value?: Value | ''
  defaultValue?: Value
  onChange?: (value: Value) => void
  onBlur?: () => void
  name?: string
  ref?: Ref<HTMLButtonElement>
}) {
  const hydrated = useHydrated()
  const focused = options.find((option) => option.value === value) ?? options[0]
  return (
    // What is chosen before the script is there would not last.
    <Field.Root invalid={Boolean(error)} onBlur={onBlur} inert={!hydrated} className="min-w-0">
      <Field.Label nativeLabel={false} render={<div />} className="mb-1.5 font-medium">
        {label}
      </Field.Label>
      {hint && (
        <Field.Description render={<div />} className="mb-2 text-sm text-kumo-subtle">
          {hint}
        </Field.Description>
      )}
      <Radio.Group<Value | ''>
        appearance="card"
        controlPosition="start"
        name={name}
        value={value}
        defaultValue={defaultValue}
        onValueChange={(chosen) => chosen && onChange?.(chosen)}
        className={cx(
          '*:grid *:gap-2',
          columns === 2 && 'sm:*:grid-cols-2',
          columns === 3 && 'sm:*:grid-cols-3',
        )}
      >
        {options.map((option) => (
          <Field.Item key={option.value} className="grid min-w-0">
            <Radio.Item
              ref={option === focused ? ref : undefined}
              value={option.value}
              disabled={option.disabled}
              label={
                <Field.Label nativeLabel={false} render={<span />}>
                  <Breakable>{option.label}</Breakable>
                </Field.Label>
              }
              description={
                option.description && (
                  <Field.Description render={<span />}>{option.description}</Field.Description>
                )
              }
              // What is refused says why, so it stays readable.
              className={cx('wrap-anywhere', option.disabled && 'bg-kumo-recessed opacity-100')}
            />
          </Field.Item>
        ))}
        {error && (
          <Field.Error
            match
            render={<p />}
            className="col-span-full flex gap-1.5 text-sm text-kumo-danger wrap-anywhere"
          >
            <WarningCircleIcon size={16} weight="fill" aria-hidden="true" className="mt-px shrink-0" />
            {error}
          </Field.Error>
        )}
      </Radio.Group>
    </Field.Root>
  )
}
