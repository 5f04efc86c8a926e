'use client'
import { parseAsString, useQueryStates } from 'nuqs'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import {
  createContext,
  use,
  useEffect,
  useId,
  useRef,
  useState,
  useTransition,
  type KeyboardEvent,
  type ReactNode,
  type TransitionStartFunction,
} from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { CaretRightIcon } from '@phosphor-icons/react/dist/ssr/CaretRight'
import { useTypedBefore } from './hydrated'
import { FieldLabel, Input, labelId, SearchInput, Select } from './input'
import { useLeaving } from './leaving'
import { Spinner } from './spinner'

const Pending = createContext<[boolean, TransitionStartFunction]>([false, (run) => void run()])

/**
 * A row of filters whose values live in the address, and beside them `actions`, as far as there is room. It brings what
 * ties them to the address, so that pages without filters load nothing of it. While the server answers, the old rows
 * stay and a ring turns.
 */
export function FilterBar({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  const [pending, start] = useTransition()
  return (
    <Pending value={[pending, start]}>
      <div className="mb-4 flex flex-wrap items-end gap-x-6 gap-y-3">
        <form
          role="search"
          className="group/filters flex min-w-0 flex-[1_1_20rem] flex-wrap items-end gap-3 has-aria-invalid:items-start"
          aria-busy={pending}
          onSubmit={(event) => event.preventDefault()}
        >
          <NuqsAdapter>{children}</NuqsAdapter>
          {/* It takes no room: a full row would break for it. */}
          <span className="relative -ml-3 h-9 w-0 text-kumo-subtle max-sm:hidden">
            <span className="absolute inset-y-0 left-1.5 flex items-center">{pending && <Spinner />}</span>
          </span>
        </form>
        {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
      </div>
    </Pending>
  )
}

const PAUSE = 300

/**
 * Search as you type: the address follows after a pause, with one step in the history for each visit to the field.
 * With `whole`, what is looked for must be typed in full, so the address follows on Enter and on leaving the field.
 * Before `least` characters are there nothing is looked for, and the field says so.
 */
export function SearchFilter({
  name,
  label,
  placeholder,
  whole = false,
  least = 0,
  error,
}: {
  name: string
  label: string
  placeholder?: string
  whole?: boolean
  least?: number
  error?: string
}) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { value, draft, hint, type, keys } = useTyped(name, { whole, least })
  useTypedBefore(input, value, type)
  const told = hint ? `Type at least ${least} characters.` : draft === null ? error : undefined
  return (
    <div className="min-w-0 flex-[1_1_16rem] sm:max-w-80">
      <FieldLabel of={id} className="mb-1 flex text-sm">
        {label}
      </FieldLabel>
      <SearchInput
        ref={input}
        name={name}
        value={draft ?? value}
        placeholder={placeholder}
        onChange={(event) => type(event.target.value)}
        {...keys}
        {...named(id, told)}
      />
      <Fault id={id} error={told} />
    </div>
  )
}

/** From how many to how many; either may be left open. */
export function RangeFilter({ least, most, label }: { least: string; most: string; label: string }) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={labelId(id)} className="min-w-0 flex-[1_1_11rem] sm:max-w-48">
      <p id={labelId(id)} className="mb-1 flex text-sm font-medium">
        {label}
      </p>
      <div className="flex items-center gap-2">
        <NumberField name={least} label={`${label}: at least`} placeholder="Min" />
        <span aria-hidden="true" className="text-kumo-subtle">
          –
        </span>
        <NumberField name={most} label={`${label}: at most`} placeholder="Max" />
      </div>
    </div>
  )
}

function NumberField({ name, label, placeholder }: { name: string; label: string; placeholder: string }) {
  const { value, draft, type, keys } = useTyped(name)
  return (
    <Input
      inputMode="numeric"
      name={name}
      aria-label={label}
      placeholder={placeholder}
      autoComplete="off"
      value={draft ?? value}
      // Not of type "number": that one tells nobody of what is no number, and shows it all the same.
      onChange={(event) => type(event.target.value.replace(/\D/g, '').slice(0, 7))}
      {...keys}
    />
  )
}

/** Filters that are seldom wanted; open from the start where one of them is set. */
export function MoreFilters({ open, children }: { open: boolean; children: ReactNode }) {
  return (
    <details className="group basis-full" open={open}>
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded-md py-1 text-sm font-medium">
        <CaretRightIcon size={14} aria-hidden="true" className="group-open:rotate-90" />
        More filters
      </summary>
      <div className="mt-2 flex flex-wrap items-end gap-3">{children}</div>
    </details>
  )
}

type Option = { value: string; label: string }

/** One of a few values, in groups where there are many; the first option is "all" and stands for no filter. */
export function SelectFilter({
  name,
  label,
  all,
  options,
}: {
  name: string
  label: string
  /** What to call no filter, such as "All types". */
  all: string
  options: (Option | { label: string; options: Option[] })[]
}) {
  const id = useId()
  const [value, set] = useFilter(name)
  return (
    <div className="min-w-0 flex-[1_1_9rem] sm:max-w-52">
      <FieldLabel of={id} className="mb-1 flex text-sm">
        {label}
      </FieldLabel>
      <Select id={id} name={name} value={value} onChange={(event) => void set(event.target.value)}>
        <option value="">{all}</option>
        {options.map((option) =>
          'options' in option ? (
            <optgroup key={option.label} label={option.label}>
              {option.options.map(choice)}
            </optgroup>
          ) : (
            choice(option)
          ),
        )}
      </Select>
    </div>
  )
}

const choice = ({ value, label }: Option) => (
  <option key={value} value={value}>
    {label}
  </option>
)

/** A day (YYYY-MM-DD, UTC). `fallback` is the day that stands while the address has none. */
export function DateFilter({
  name,
  label,
  fallback = '',
  error,
  min,
  max,
}: {
  name: string
  label: string
  fallback?: string
  error?: string
  min?: string
  max?: string
}) {
  const id = useId()
  const [value, set] = useFilter(name)
  return (
    <div className="min-w-0 flex-[1_1_9rem] sm:max-w-44">
      <FieldLabel of={id} className="mb-1 flex text-sm">
        {label}
      </FieldLabel>
      <Input
        type="date"
        name={name}
        value={value || fallback}
        min={min}
        max={max}
        onChange={(event) => void set(event.target.value)}
        {...named(id, error)}
      />
      <Fault id={id} error={error} />
    </div>
  )
}

/** Clears the named filters; there only while one is set. */
export function ClearFilters({ names }: { names: string[] }) {
  const [, startTransition] = use(Pending)
  const [values, set] = useQueryStates(
    Object.fromEntries([...names, 'page'].map((name) => [name, parseAsString])),
    { shallow: false, startTransition, history: 'push' },
  )
  if (names.every((name) => !values[name])) return null
  return (
    <Button variant="ghost" className="group-has-aria-invalid/filters:mt-6" onClick={() => void set(null)}>
      Clear filters
    </Button>
  )
}

function Fault({ id, error }: { id: string; error?: string }) {
  return (
    error && (
      <p id={`${id}-error`} className="mt-1 text-sm text-kumo-danger">
        {error}
      </p>
    )
  )
}

const named = (id: string, error?: string) => ({
  id,
  'aria-labelledby': labelId(id),
  ...(error && { 'aria-invalid': true, 'aria-describedby': `${id}-error` }),
})

/** What is typed goes into the address after a pause. */
function useTyped(name: string, { whole = false, least = 0 } = {}) {
  const [value, set] = useFilter(name)
  // What is typed and not yet in the address.
  const [draft, setDraft] = useState<string | null>(null)
  const [hint, setHint] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pushed = useRef(false)
  // What is typed in the last moment before the page is left must not call it back.
  function drop() {
    clearTimeout(timer.current)
    setDraft(null)
    setHint(false)
    return true
  }
  useLeaving(drop)
  useEffect(() => {
    window.addEventListener('popstate', drop)
    return () => {
      window.removeEventListener('popstate', drop)
      clearTimeout(timer.current)
    }
  }, [])

  const short = (text: string) => text.trim() !== '' && [...text.trim()].length < least

  function send(text: string) {
    clearTimeout(timer.current)
    if (short(text)) return setHint(true)
    void set(text, pushed.current ? 'replace' : 'push')
    pushed.current = true
    setDraft(null)
  }
  function type(text: string) {
    setDraft(text)
    setHint(false)
    clearTimeout(timer.current)
    if (!whole || text === '') timer.current = setTimeout(() => send(text), PAUSE)
  }
  return {
    value,
    draft,
    hint,
    type,
    keys: {
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter' && draft !== null) send(draft)
      },
      onBlur: () => {
        if (whole && draft !== null) send(draft)
        pushed.current = false
      },
    },
  }
}

// A changed filter starts again at the first page, in one step of the history.
function useFilter(name: string) {
  const [, startTransition] = use(Pending)
  const [values, setValues] = useQueryStates(
    { [name]: parseAsString, page: parseAsString },
    { shallow: false, startTransition },
  )
  const set = (value: string, history: 'push' | 'replace' = 'push') =>
    setValues({ [name]: value || null, page: null }, { history })
  return [values[name] ?? '', set] as const
}
