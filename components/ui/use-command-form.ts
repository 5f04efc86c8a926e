'use client'
import { useCallback, useEffect, useEffectEvent, useRef, useState, type FormEvent, type Ref } from 'react'
import {
  // eslint-disable-next-line no-restricted-imports -- this is what everything else takes instead
  useForm,
  type DefaultValues,
  type FieldValues,
  type Path,
  type RegisterOptions,
} from 'react-hook-form'
import type { ZodType } from 'zod'
import type { FieldErrors } from '@/lib/core/errors'
import { useLazyResolver } from './lazy-resolver'
import type { Command } from './use-command'
import { useDraft } from './use-draft'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * A form around a command: react-hook-form, checked by a schema that is loaded late, with the fields that the server
 * refuses marked and the first of them focused, and with a draft. It works as the server drew it: what is typed before
 * its script is there stays, and so does a click on its button.
 */
export function useCommandForm<Fields extends FieldValues, Values = Fields>({
  command,
  start,
  schema,
  names = {},
  mode = 'onTouched',
  draft,
  onValid,
}: {
  /** Whose refusals are shown in the form. */
  command: Pick<Command<never, unknown>, 'error' | 'clear'>
  start: Fields
  /** Without one, the server alone checks. */
  schema?: () => Promise<ZodType<Values, Fields>>
  /** What the server calls a field, where the form calls it otherwise. */
  names?: Record<string, Path<Fields>>
  /** `onSubmit` where a field that was left is not yet meant to be right. */
  mode?: 'onTouched' | 'onSubmit'
  draft?: {
    name: string
    /** Nothing need be kept: it is as it was, or it is sent. */
    idle?: (values: Fields) => boolean
    /** What of the kept fields still holds, or null where it has restored them itself. */
    restore?: (kept: Partial<Fields>) => Partial<Fields> | null
  }
  onValid: (values: Values) => void
}) {
  const form = useForm<Fields, unknown, Values>({
    resolver: useLazyResolver(schema),
    mode,
    defaultValues: start as DefaultValues<Fields>,
    // The first in the order of the page is focused, not the first that was registered.
    shouldFocusError: false,
  })
  const node = useRef<HTMLFormElement>(null)
  const errors = flat(form.formState.errors)
  const { error, clear } = command

  // The field is focused once it is drawn as wrong, which is some time after the form was refused.
  const refused = useRef(false)
  useEffect(() => {
    const [name] = Object.keys(errors)
    if (!refused.current || name === undefined) return
    refused.current = false
    const first = node.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    first?.focus()
    if (!first || document.activeElement !== first) form.setFocus(name as Path<Fields>)
  })

  const mark = useEffectEvent((fields: FieldErrors) => {
    for (const [field, message] of Object.entries(fields))
      form.setError(names[field] ?? (field as Path<Fields>), { message })
    refused.current = Object.keys(fields).length > 0
  })
  useEffect(() => void (error && mark(error.fields)), [error])

  const keep = useDraft(draft?.name ?? null, (kept) => {
    const fits = fitting(kept, form.getValues())
    const restored = draft?.restore ? draft.restore(fits) : fits
    if (!restored) return
    const values = { ...form.getValues() }
    for (const [name, value] of Object.entries(restored))
      if (value !== undefined) values[name as keyof Fields] = value
    // What was typed while the page came to life is newer than what was kept.
    if (Object.keys(fits).length > 0) form.reset(values, { keepDefaultValues: true, keepDirtyValues: true })
  })
  const changed = useEffectEvent((values: Fields) => {
    keep(draft?.idle?.(values) ? null : values)
    // What was refused for its values may be sent with others at once.
    if (error?.retryAt && error.code === 'refused') clear()
  })
  useEffect(
    () => form.subscribe({ formState: { values: true }, callback: ({ values }) => changed(values) }),
    [form],
  )

  // What was typed before drafts could be read.
  const opened = useEffectEvent(() => {
    const values = form.getValues()
    if (JSON.stringify(values) !== JSON.stringify(start)) changed(values)
  })
  useEffect(() => opened(), [keep])

  const typed = useRef(new Set<string>())
  /** What a field of text takes: react-hook-form's `register`, and its error. */
  function field<Name extends Path<Fields>>(name: Name, options?: RegisterOptions<Fields, Name>) {
    const { ref, ...rest } = form.register(name, options)
    return {
      ...rest,
      error: errors[name],
      ref: ((control: Control | null) => {
        const early = control && !typed.current.has(name) ? typedEarly(control) : null
        if (control) typed.current.add(name)
        ref(control)
        if (!control || early === null) return
        control.value = early
        void rest.onChange({ type: 'change', target: control })
      }) as Ref<never>,
    }
  }

  async function submit(event?: FormEvent) {
    event?.preventDefault()
    // A form that is asked from within another one is not it, though React takes the one for the parent of the other.
    event?.stopPropagation()
    await form.handleSubmit(onValid, () => {
      refused.current = true
    })()
  }

  // A click from before the script was there: React calls the action for it, and empties the form's fields afterwards.
  const [early, setEarly] = useState(0)
  const submitEarly = useEffectEvent(() => {
    for (const [name, value] of Object.entries(form.getValues())) form.setValue(name as Path<Fields>, value)
    void submit()
  })
  useEffect(() => {
    if (early > 0) submitEarly()
  }, [early])
  const action = useCallback(() => setEarly((count) => count + 1), [])

  return {
    ...form,
    errors,
    /** Whether all that the command was refused for was told at the form's own fields. */
    shown: isOf(start, error?.fields ?? {}, names),
    field,
    /** For the `<form>`. */
    attributes: { ref: node, onSubmit: submit, action, noValidate: true },
    forgetDraft: useCallback(() => keep(null), [keep]),
  }
}

/** Also once they are corrected: what is wrong with a field must not turn up below the form while somebody types. */
function isOf(start: object, fields: FieldErrors, names: Record<string, string>): boolean {
  const refused = Object.keys(fields).map((field) => (names[field] ?? field).split('.')[0]!)
  return refused.length > 0 && refused.every((field) => field in start)
}

/** What was typed or chosen in a field since the server drew it, or null. */
function typedEarly(control: Control): string | null {
  if (!(control instanceof HTMLSelectElement))
    return control.value === control.defaultValue ? null : control.value
  const drawn = Math.max(
    [...control.options].findIndex((option) => option.defaultSelected),
    0,
  )
  return control.selectedIndex === drawn ? null : control.value
}

/** Those of the kept fields that are of the same kind as in the form. `kept` may be anything. */
function fitting<Fields extends FieldValues>(kept: unknown, fields: Fields): Partial<Fields> {
  const held = (kept ?? {}) as Record<string, unknown>
  const fits = (one: unknown, other: unknown) =>
    one !== undefined && (one === null || other === null || kindOf(one) === kindOf(other))
  const names = Object.keys(fields).filter((name) => fits(held[name], fields[name]))
  return Object.fromEntries(names.map((name) => [name, held[name]])) as Partial<Fields>
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)

/** The messages of react-hook-form's errors, which are nested as the fields are, by path. */
function flat(errors: object, at = ''): FieldErrors {
  return Object.entries(errors).reduce<FieldErrors>((all, [name, error]) => {
    if (name === 'ref' || error === null || typeof error !== 'object') return all
    const { message } = error as { message?: unknown }
    if (typeof message === 'string') return { ...all, [at + name]: message }
    return { ...all, ...flat(error as object, `${at}${name}.`) }
  }, {})
}
