'use client'
import { Checkbox } from '@cloudflare/kumo/components/checkbox'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import { useId, useMemo, useState, type KeyboardEvent, type Ref } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { cx } from '@/components/ui/cx'
import { useHydrated } from '@/components/ui/hydrated'
import { SearchInput } from '@/components/ui/input'
import { NotAll } from '@/components/ui/not-all'
import { permissionName, permissionParts, productName } from '@/lib/tokens/catalogue'
import type { OfferedGroup } from '@/lib/tokens/schema'

type Line = { key: string; subject: string; scope: OfferedGroup['scope']; options: OfferedGroup[] }

const SCOPES = { account: 'on the account', zone: 'on zones' }

/** Permissions by product, each to read and to edit; searchable, with the arrow keys going from tick to tick. */
export function PermissionPicker({
  groups,
  more,
  value,
  onChange,
  error,
  searchRef,
}: {
  groups: readonly OfferedGroup[]
  /** There are more, which could not be read. */
  more: boolean
  value: readonly string[]
  onChange: (value: string[]) => void
  error?: string
  searchRef?: Ref<HTMLInputElement>
}) {
  const id = useId()
  const hydrated = useHydrated()
  const [search, setSearch] = useState('')
  const products = useMemo(() => byProduct(groups), [groups])
  const wanted = search.trim().toLowerCase()
  const shown = products
    .map(({ product, lines }) => ({
      product,
      lines: lines.filter((line) => speaksOf(line, product, wanted)),
    }))
    .filter(({ lines }) => lines.length > 0)

  function toggle(group: string, on: boolean) {
    onChange(on ? [...value, group] : value.filter((each) => each !== group))
  }

  return (
    <fieldset
      aria-labelledby={`${id}-label`}
      aria-describedby={error ? `${id}-error` : undefined}
      // What is ticked before the script is there would not last.
      inert={!hydrated}
      className="min-w-0"
      onKeyDown={walk}
    >
      <div className="mb-1.5 flex flex-wrap items-center justify-between gap-x-3">
        <legend id={`${id}-label`} className="font-medium">
          Permissions
        </legend>
        <span className="flex items-center gap-2">
          <span role="status" className="text-sm text-kumo-subtle tabular-nums">
            {value.length} chosen
          </span>
          {value.length > 0 && (
            <Button size="sm" variant="ghost" onClick={() => onChange([])}>
              Clear permissions
            </Button>
          )}
        </span>
      </div>
      <div
        className={cx(
          'overflow-hidden rounded-lg bg-kumo-control ring',
          error ? 'ring-kumo-danger' : 'ring-kumo-line',
        )}
      >
        <div className="border-b border-kumo-hairline">
          <SearchInput
            ref={searchRef}
            aria-label="Search permissions"
            aria-invalid={error ? true : undefined}
            placeholder="Search by product or permission"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="rounded-b-none bg-transparent ring-0"
          />
        </div>
        <div className="relative max-h-96 overflow-y-auto">
          {shown.map(({ product, lines }) => (
            <div key={product} role="group" aria-label={product}>
              <p className="sticky top-0 bg-kumo-recessed px-3 py-1.5 text-sm font-medium">{product}</p>
              {lines.map(({ key, subject, scope, options }) => (
                <div
                  key={key}
                  className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline px-3 py-1.5 not-last:border-b hover:bg-kumo-tint"
                >
                  <span className="min-w-0 flex-[1_1_10rem] wrap-anywhere">
                    {subject} <span className="text-sm text-kumo-subtle">{SCOPES[scope]}</span>
                  </span>
                  <span className="flex w-38 gap-x-1">
                    {options.map((group) => (
                      <label
                        key={group.id}
                        className="flex min-h-7 min-w-18 cursor-pointer items-center gap-2"
                      >
                        <Checkbox
                          checked={value.includes(group.id)}
                          onCheckedChange={(checked) => toggle(group.id, checked)}
                          aria-labelledby={`${id}-${group.id}`}
                        />
                        <span id={`${id}-${group.id}`} className="sr-only">
                          {permissionName(group.name)}
                        </span>
                        <span aria-hidden="true">{permissionParts(group.name).access ?? 'Allow'}</span>
                      </label>
                    ))}
                  </span>
                </div>
              ))}
            </div>
          ))}
          {shown.length === 0 && (
            <p role="status" className="px-3 py-4 text-center text-kumo-subtle">
              {groups.length === 0
                ? 'Cloudflare offers no permissions here.'
                : `Nothing matches “${search.trim()}”.`}
            </p>
          )}
        </div>
      </div>
      {more && <NotAll of="permissions" />}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 flex gap-1.5 text-sm text-kumo-danger wrap-anywhere">
          <WarningCircleIcon size={16} weight="fill" aria-hidden="true" className="mt-px shrink-0" />
          {error}
        </p>
      )}
    </fieldset>
  )
}

function byProduct(groups: readonly OfferedGroup[]): { product: string; lines: Line[] }[] {
  const products = new Map<string, Map<string, Line>>()
  for (const group of groups) {
    const product = productName(group.category)
    const lines = products.get(product) ?? new Map<string, Line>()
    products.set(product, lines)
    const { subject } = permissionParts(group.name)
    const key = `${group.scope} ${subject}`
    const line = lines.get(key) ?? { key, subject, scope: group.scope, options: [] }
    lines.set(key, line)
    line.options.push(group)
  }
  // "Edit" after "Read", whichever way upstream lists them.
  const access = ({ name }: OfferedGroup) => permissionParts(name).access ?? ''
  for (const lines of products.values())
    for (const { options } of lines.values()) options.sort((a, b) => access(b).localeCompare(access(a)))
  return [...products].map(([product, lines]) => ({ product, lines: [...lines.values()] }))
}

function speaksOf({ subject, scope, options }: Line, product: string, wanted: string): boolean {
  const text = [
    product,
    subject,
    SCOPES[scope],
    ...options.map(({ name }) => `${name} ${permissionName(name)}`),
  ]
  return wanted.split(/\s+/).every((word) => text.join(' ').toLowerCase().includes(word))
}

/** The arrow keys walk from the search through the ticks and back; Enter in here is not meant for the form around it. */
function walk(event: KeyboardEvent<HTMLFieldSetElement>) {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOPS)]
  const at = stops.indexOf(event.target as HTMLElement)
  if (at < 0) return
  if (event.key === 'Enter') event.preventDefault()
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}

const STOPS = '[type="search"], [role="checkbox"]'
