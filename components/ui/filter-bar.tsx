'use client'
import { CaretDownIcon } from '@phosphor-icons/react/dist/ssr/CaretDown'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
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
  type ReactNode,
  type TransitionStartFunction,
} from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { useTypedBefore } from './hydrated'
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
 */
export function SearchFilter({
  name,
  label,
  placeholder,
  whole = false,
  error,
}: {
  name: string
  label: string
  placeholder?: string
  whole?: boolean
  error?: string
}) {
  const id = useId()
  const [value, set] = useFilter(name)
  // What is typed and not yet in the address.
  const input = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pushed = useRef(false)
  // What is typed in the last moment before the page is left must not call it back.
  function drop() {
    clearTimeout(timer.current)
    setDraft(null)
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

  function send(text: string) {
    clearTimeout(timer.current)
    void set(text, pushed.current ? 'replace' : 'push')
    pushed.current = true
    setDraft(null)
  }
  function type(text: string) {
    setDraft(text)
    clearTimeout(timer.current)
    if (!whole || text === '') timer.current = setTimeout(() => send(text), PAUSE)
  }
  useTypedBefore(input, value, type)
  return (
    <div className="min-w-0 flex-[1_1_16rem] sm:max-w-80">
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <span className="relative block">
        <MagnifyingGlassIcon
          size={16}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-kumo-subtle"
        />
        <input
          ref={input}
          id={id}
          type="search"
          name={name}
          value={draft ?? value}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && draft !== null) send(draft)
          }}
          onBlur={() => {
            if (whole && draft !== null) send(draft)
            pushed.current = false
          }}
          {...faulty(id, error)}
          className="field h-9 pr-3 pl-9"
        />
      </span>
      <Fault id={id} error={error} />
    </div>
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
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <span className="relative block">
        <select
          id={id}
          name={name}
          value={value}
          onChange={(event) => void set(event.target.value)}
          className="field h-9 appearance-none truncate pr-9 pl-3"
        >
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
        </select>
        <CaretDownIcon
          size={14}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-kumo-subtle"
        />
      </span>
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
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        type="date"
        name={name}
        value={value || fallback}
        min={min}
        max={max}
        onChange={(event) => void set(event.target.value)}
        {...faulty(id, error)}
        className="field h-9 px-3"
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

const faulty = (id: string, error?: string) =>
  error ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {}

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
