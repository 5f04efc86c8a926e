'use client'
import { useId, useRef, useState, type ReactNode } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Checkbox } from '@cloudflare/kumo/components/checkbox'
import { Radio } from '@cloudflare/kumo/components/radio'
import { AS_IT_COMES, type TablePreference } from './table-preferences'
import type { Head } from './table-view'

/** What a person can choose about a table: the browser's own popover under its button. */
export function TableMenu({
  label,
  icon,
  heads,
  hidden,
  dense,
  selectable,
  keys = true,
  isShown,
  choose,
}: {
  label: string
  icon: ReactNode
  heads: Pick<Head, 'id' | 'header'>[]
  hidden: string[]
  dense: boolean
  selectable: boolean
  /** Its rows can be gone through by keyboard. */
  keys?: boolean
  /** Takes a column; returns whether it is on screen: a narrow table leaves some out. */
  isShown: (column: string) => boolean
  choose: (preference: TablePreference) => void
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [squeezed, setSqueezed] = useState<string[]>([])

  function place(panel: HTMLElement) {
    const { bottom, right } = button.current!.getBoundingClientRect()
    // In the top layer, absolute means of the page: the panel scrolls with its button.
    panel.style.top = `${bottom + window.scrollY + 4}px`
    panel.style.right = `${document.documentElement.clientWidth - right}px`
  }
  const find = () => setSqueezed(heads.map((head) => head.id).filter((each) => !isShown(each)))
  function change(preference: TablePreference) {
    choose(preference)
    // Once it is drawn: one column less may be room for another.
    requestAnimationFrame(find)
  }

  return (
    <>
      <Button
        ref={button}
        size="sm"
        variant="ghost"
        icon={icon}
        popoverTarget={id}
        aria-label={`View options of ${label}`}
      >
        View
      </Button>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={`View options of ${label}`}
        onBeforeToggle={(event) => {
          if (event.newState === 'open') {
            place(event.currentTarget)
            find()
          }
        }}
        onToggle={(event) => {
          const panel = event.currentTarget
          setOpen(event.newState === 'open')
          // Near the end of the window, all of it comes into view.
          if (event.newState === 'open')
            requestAnimationFrame(() => panel.scrollIntoView({ block: 'nearest' }))
        }}
        className="absolute inset-auto m-0 w-64 max-w-[calc(100vw-2rem)] rounded-xl bg-kumo-base p-1.5 text-base text-kumo-default shadow-lg ring ring-kumo-line"
      >
        {open && (
          <>
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
              <Group legend="Keyboard, in the table">
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
          </>
        )}
      </div>
    </>
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
