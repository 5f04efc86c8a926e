'use client'
import { CaretDownIcon } from '@phosphor-icons/react/dist/ssr/CaretDown'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { parseAsString, useQueryStates } from 'nuqs'
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
import { Button } from './button'
import { useHydrated } from './hydrated'
import { useLeaving } from './leaving'
import { Spinner } from './spinner'

const Pending = createContext<[boolean, TransitionStartFunction]>([false, (run) => void run()])

/** A row of filters whose values live in the address. While the server answers, the old rows stay and a ring turns. */
export function FilterBar({ children }: { children: ReactNode }) {
  const [pending, start] = useTransition()
  return (
    <Pending value={[pending, start]}>
      <form
        role="search"
        className="mb-4 flex flex-wrap items-end gap-3"
        aria-busy={pending}
        onSubmit={(event) => event.preventDefault()}
      >
        {children}
        <span className="flex h-9 w-4 items-center text-kumo-subtle max-sm:hidden">
          {pending && <Spinner />}
        </span>
      </form>
    </Pending>
  )
}

const PAUSE = 300

/** Search as you type: the address follows after a pause, with one step in the history for each visit to the field. */
export function SearchFilter({
  name,
  label,
  placeholder,
}: {
  name: string
  label: string
  placeholder?: string
}) {
  const id = useId()
  const [value, set] = useFilter(name)
  // What is typed and not yet in the address.
  const hydrated = useHydrated()
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
    timer.current = setTimeout(() => send(text), PAUSE)
  }
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
          id={id}
          type="search"
          readOnly={!hydrated}
          name={name}
          value={draft ?? value}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && draft !== null) send(draft)
          }}
          onBlur={() => (pushed.current = false)}
          className="field h-9 pr-3 pl-9"
        />
      </span>
    </div>
  )
}

/** One of a few values; the first option is "all" and stands for no filter. */
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
  options: { value: string; label: string }[]
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
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
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

/** A day (YYYY-MM-DD, UTC). */
export function DateFilter({ name, label }: { name: string; label: string }) {
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
        value={value}
        onChange={(event) => void set(event.target.value)}
        className="field h-9 px-3"
      />
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
    <Button variant="ghost" onClick={() => void set(null)}>
      Clear filters
    </Button>
  )
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
