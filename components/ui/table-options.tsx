'use client'
import { Checkbox } from '@cloudflare/kumo/components/checkbox'
import { Radio } from '@cloudflare/kumo/components/radio'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { AS_IT_COMES, type TablePreference } from './table-preferences'
import type { Head } from './table-view'

/** What the table's menu holds. Loaded on demand by TableMenu: import that, not this. */
export default function TableOptions({
  heads,
  hidden,
  dense,
  selectable,
  keys,
  squeezed,
  change,
}: {
  heads: Pick<Head, 'id' | 'header'>[]
  hidden: string[]
  dense: boolean
  selectable: boolean
  keys: boolean
  /** Columns that are left out for want of room. */
  squeezed: string[]
  change: (preference: TablePreference) => void
}) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  // Near the end of the window, all of it comes into view.
  useEffect(() => void box.current?.parentElement?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div ref={box}>
      <Group legend="Columns" scrolls>
        {heads.map((head, index) => (
          <label key={head.id} className={ITEM}>
            <Checkbox
              checked={!hidden.includes(head.id)}
              disabled={index === 0}
              onCheckedChange={(checked) =>
                change({
                  dense,
                  hidden: checked ? hidden.filter((each) => each !== head.id) : [...hidden, head.id],
                })
              }
              aria-labelledby={`${id}-${head.id}`}
            />
            <span id={`${id}-${head.id}`} className="min-w-0 flex-1 truncate">
              {head.header}
            </span>
            {squeezed.includes(head.id) && !hidden.includes(head.id) && (
              <span className="text-sm text-kumo-subtle">no room</span>
            )}
          </label>
        ))}
      </Group>
      <Group legend="Density">
        <Radio.Group
          value={dense ? 'compact' : 'comfortable'}
          onValueChange={(density) => change({ hidden, dense: density === 'compact' })}
          className="*:gap-0"
        >
          <Radio.Item value="comfortable" label="Comfortable" className={ITEM} />
          <Radio.Item value="compact" label="Compact" className={ITEM} />
        </Radio.Group>
      </Group>
      {keys && (
        <Group legend="Keyboard shortcuts in the table">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 px-2.5 pb-2 text-sm">
            {KEYS.filter(([, , forSelection]) => !forSelection || selectable).map(([keys, does]) => (
              <div key={does} className="contents">
                <dt className="flex gap-1">
                  {keys.map((each) => (
                    <kbd key={each} className="rounded-md bg-kumo-fill px-1.5 py-0.5 font-mono text-xs">
                      {each}
                    </kbd>
                  ))}
                </dt>
                <dd className="text-kumo-subtle">{does}</dd>
              </div>
            ))}
          </dl>
        </Group>
      )}
      {(dense || hidden.length > 0) && (
        <div className="border-t border-kumo-hairline pt-1.5">
          <button type="button" className={`${ITEM} w-full`} onClick={() => change(AS_IT_COMES)}>
            Reset
          </button>
        </div>
      )}
    </div>
  )
}

const ITEM =
  'flex h-8 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 hover:bg-kumo-tint has-disabled:cursor-default [&_[role=radio]]:mt-0'

const KEYS: [keys: string[], does: string, forSelection?: boolean][] = [
  [['j', '↓'], 'next row'],
  [['k', '↑'], 'previous row'],
  [['Home', 'End'], 'first, last row'],
  [['Enter'], 'open'],
  [['x', 'Space'], 'select', true],
  [['Shift x'], 'select up to here', true],
]

function Group({
  legend,
  scrolls = false,
  children,
}: {
  legend: string
  /** Of itself, where it is long. */
  scrolls?: boolean
  children: ReactNode
}) {
  return (
    <fieldset className="border-kumo-hairline not-last:mb-1.5 not-last:border-b not-last:pb-1">
      <legend className="px-2.5 py-1.5 text-sm font-medium text-kumo-subtle">{legend}</legend>
      {scrolls ? <div className="max-h-80 overflow-y-auto">{children}</div> : children}
    </fieldset>
  )
}
