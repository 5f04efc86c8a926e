'use client'
import { Checkbox } from '@cloudflare/kumo/components/checkbox'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import { useId, useState, type ReactNode } from 'react'
import { cx } from './cx'
import { useHydrated } from './hydrated'
import { SearchInput } from './input'

type ListChoice = { value: string; label: string; description?: string | null }

// Fewer than this are found without searching.
const SEARCH_FROM = 8

/** Several of many, each with what it is for; searchable by both. The label names the group. */
export function ChoiceList({
  label,
  hint,
  error,
  choices,
  value,
  onChange,
}: {
  label: string
  hint?: ReactNode
  error?: string
  choices: readonly ListChoice[]
  value: readonly string[]
  onChange: (value: string[]) => void
}) {
  const id = useId()
  const hydrated = useHydrated()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = choices.filter(({ value, label, description }) =>
    [value, label, description].some((text) => text?.toLowerCase().includes(wanted)),
  )
  const chosen = choices.filter((choice) => value.includes(choice.value))
  return (
    <fieldset
      aria-labelledby={`${id}-label`}
      aria-describedby={error ? `${id}-error` : undefined}
      aria-invalid={error ? true : undefined}
      // With the focus on the group, its name and its error are read out.
      tabIndex={error ? -1 : undefined}
      // What is ticked before the script is there would not last.
      inert={!hydrated}
      className="min-w-0 rounded-lg"
    >
      <div className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-3">
        <legend id={`${id}-label`} className="font-medium">
          {label}
        </legend>
        <span role="status" className="text-sm text-kumo-subtle tabular-nums">
          {chosen.length} chosen
        </span>
      </div>
      <div
        className={cx(
          'overflow-hidden rounded-lg bg-kumo-control ring',
          error ? 'ring-kumo-danger' : 'ring-kumo-line',
        )}
      >
        {choices.length >= SEARCH_FROM && (
          <div className="border-b border-kumo-hairline">
            <SearchInput
              aria-label={`Search ${label.toLowerCase()}`}
              placeholder="Search"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              // Enter in here is not meant for the form around it.
              onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
              className="rounded-b-none bg-transparent ring-0"
            />
          </div>
        )}
        <div className="max-h-72 overflow-y-auto py-1">
          {shown.map((choice) => (
            <label
              key={choice.value}
              className="flex cursor-pointer items-start gap-2.5 px-3 py-2 hover:bg-kumo-tint has-focus-visible:bg-kumo-tint"
            >
              <Checkbox
                checked={value.includes(choice.value)}
                onCheckedChange={(checked) =>
                  onChange(checked ? [...value, choice.value] : value.filter((each) => each !== choice.value))
                }
                aria-labelledby={`${id}-name-${choice.value}`}
                aria-describedby={choice.description ? `${id}-${choice.value}` : undefined}
                className="mt-0.5"
              />
              <span className="min-w-0 wrap-anywhere">
                <span id={`${id}-name-${choice.value}`} className="block">
                  {choice.label}
                </span>
                {choice.description && (
                  <span id={`${id}-${choice.value}`} className="block text-sm text-kumo-subtle">
                    {choice.description}
                  </span>
                )}
              </span>
            </label>
          ))}
          {shown.length === 0 && (
            <p role="status" className="px-3 py-4 text-center text-kumo-subtle">
              {choices.length === 0
                ? 'There is nothing to choose from.'
                : `Nothing matches “${search.trim()}”.`}
            </p>
          )}
        </div>
      </div>
      {chosen.length > 0 && (
        <p className="mt-1.5 text-sm wrap-anywhere text-kumo-subtle">
          {chosen.map((choice) => choice.label).join(', ')}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 flex gap-1.5 text-sm text-kumo-danger wrap-anywhere">
          <WarningCircleIcon size={16} weight="fill" aria-hidden="true" className="mt-px shrink-0" />
          {error}
        </p>
      )}
      {hint && <div className="mt-1.5 text-sm text-kumo-subtle">{hint}</div>}
    </fieldset>
  )
}
