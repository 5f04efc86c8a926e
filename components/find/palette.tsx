'use client'
import { CommandPalette } from '@cloudflare/kumo/components/command-palette'
import { Dialog } from '@cloudflare/kumo/components/dialog'
import { ArrowRightIcon } from '@phosphor-icons/react/dist/ssr/ArrowRight'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { hrefWith, withTenant } from '@/components/ui/href'
import { useChosenTenant, useRouter } from '@/components/ui/link'
import { Spinner } from '@/components/ui/spinner'
import { ReadFault } from '@/lib/core/errors'
import { askFind } from '@/lib/find/keys'
import { countOf, KINDS, QUERY_MAX, type FindAnswer, type FindKind, type FindResult } from '@/lib/find/schema'
import { ResultRow } from './result-row'

type Item = FindResult | { kind: 'all'; id: string; title: string; href: string }
type Group = { kind: FindKind; label: string; items: Item[] }

/** Of a kind; the only kind that was found has more room. */
const SHOWN = 5
const SHOWN_ALONE = 10

/** Fast typing is one question; where Cloudflare is asked too, what is typed without a pause is. */
const PAUSE_MS = { mirror: 30, live: 300 }

/**
 * The box that finds. What was found stays until the next answer is there; Enter waits for the answer to what is typed.
 * `typed`: what was typed before it was there.
 */
export default function Palette({ typed, onClose }: { typed: () => string; onClose: () => void }) {
  const [query, setQuery] = useState(typed)
  const [found, setFound] = useState<{ query: string; answer: FindAnswer } | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const pause = useRef(PAUSE_MS.mirror)
  // What Enter is to do once the answer is there.
  const entered = useRef<{ newTab: boolean } | null>(null)
  const router = useRouter()
  const tenant = useChosenTenant()
  const groups = found ? groupsOf(found.answer, found.query) : []

  function go({ href }: Item, newTab: boolean) {
    if (newTab) window.open(withTenant(href, tenant), '_blank', 'noopener')
    else {
      onClose()
      router.push(href)
    }
  }

  useEffect(() => {
    const control = new AbortController()
    const asked = window.setTimeout(async () => {
      try {
        const answer = await askFind(query, control.signal)
        if (control.signal.aborted) return
        setFault(null)
        pause.current = answer.live ? PAUSE_MS.live : PAUSE_MS.mirror
        setFound({ query, answer })
      } catch (error) {
        if (!control.signal.aborted) setFault(messageOf(error))
      }
    }, pause.current)
    return () => {
      window.clearTimeout(asked)
      control.abort()
    }
  }, [query])

  useEffect(() => {
    const wanted = entered.current
    if (!wanted || found?.query !== query) return
    entered.current = null
    const [first] = groupsOf(found.answer, query).flatMap(({ items }) => items)
    if (first) go(first, wanted.newTab)
  })

  function waitForAnswer(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || found?.query === query) return
    event.preventDefault()
    ;(event as { preventBaseUIHandler?: () => void }).preventBaseUIHandler?.()
    entered.current = { newTab: event.metaKey || event.ctrlKey }
  }

  const asking = found?.query !== query
  return (
    <CommandPalette.Root<Group, Item>
      open
      onOpenChange={(open) => !open && onClose()}
      items={groups}
      value={query}
      onValueChange={(value, details?: { reason: string }) => {
        entered.current = null
        // What is chosen is not what is looked for.
        if (details?.reason !== 'item-press') setQuery(value.slice(0, QUERY_MAX))
      }}
      itemToStringValue={(group) => group.label}
      getSelectableItems={(all) => all.flatMap(({ items }) => items)}
      onSelect={(item, { newTab }) => go(item, newTab)}
    >
      <Dialog.Title className="sr-only">Find</Dialog.Title>
      <CommandPalette.Input
        aria-label="Find customers, domains, people, pages and actions"
        placeholder="Name, domain, e-mail, ID, or a pasted error"
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="go"
        onKeyDown={waitForAnswer}
        trailing={asking && !fault ? <Spinner size={16} /> : undefined}
      />
      <CommandPalette.List>
        {fault && (
          <p role="alert" className="px-2 py-3 text-kumo-danger">
            {fault}
          </p>
        )}
        <CommandPalette.Results>
          {(group: Group) => (
            <CommandPalette.Group key={group.kind} items={group.items}>
              <CommandPalette.GroupLabel>{group.label}</CommandPalette.GroupLabel>
              <CommandPalette.Items>
                {(item: Item) => (
                  <CommandPalette.Item
                    key={`${item.kind} ${item.id}`}
                    value={item}
                    onClick={(event) => go(item, event.metaKey || event.ctrlKey)}
                  >
                    {item.kind === 'all' ? (
                      <span className="flex items-center gap-3 text-kumo-subtle">
                        <ArrowRightIcon size={18} aria-hidden="true" />
                        {item.title}
                      </span>
                    ) : (
                      <ResultRow result={item} />
                    )}
                  </CommandPalette.Item>
                )}
              </CommandPalette.Items>
            </CommandPalette.Group>
          )}
        </CommandPalette.Results>
        {found && !fault && (
          <CommandPalette.Empty>
            Nothing matches. Try another part of the name, a domain, an e-mail address or an ID.
          </CommandPalette.Empty>
        )}
      </CommandPalette.List>
      <CommandPalette.Footer>
        <span className="max-sm:hidden">
          <Key>↑</Key> <Key>↓</Key> to choose, <Key>Enter</Key> to open, <Key>Ctrl</Key> or <Key>⌘</Key>{' '}
          <Key>Enter</Key> for a new tab
        </span>
        <span role="status">{found && said(found.answer)}</span>
      </CommandPalette.Footer>
    </CommandPalette.Root>
  )
}

function Key({ children }: { children: string }) {
  return <kbd className="rounded-md bg-kumo-fill px-1.5 py-0.5 font-mono text-xs">{children}</kbd>
}

/** By kind, in the order of the best of each. */
function groupsOf({ results, counts }: FindAnswer, query: string): Group[] {
  const kinds = [...new Set(results.map(({ kind }) => kind))]
  const most = kinds.length === 1 ? SHOWN_ALONE : SHOWN
  return kinds.map((kind) => {
    const its: Item[] = results.filter((each) => each.kind === kind)
    const count = counts[kind]
    const label = KINDS[kind]
    // An empty box lists the pages whole: there is no list of them to lead to.
    if (query.trim() === '' || !count || (count.found <= most && !count.more))
      return { kind, label, items: its }
    const all = {
      kind: 'all' as const,
      id: kind,
      title: `All ${countOf(count)}`,
      href: hrefWith('/find', { q: query, kind }),
    }
    return { kind, label, items: [...its.slice(0, most), all] }
  })
}

function said({ results, complete, counts }: FindAnswer): string {
  const all = Object.values(counts)
  const sum = all.reduce((total, { found }) => total + found, 0)
  const more = all.some((count) => count.more)
  const number =
    results.length === 0 ? 'No results' : `${sum}${more ? '+' : ''} ${sum === 1 ? 'result' : 'results'}`
  return complete ? number : `${number}. Not everything has been read from Cloudflare yet.`
}

function messageOf(error: unknown): string {
  const view = error instanceof ReadFault ? error.view : null
  return view?.message ?? 'Tenantdesk cannot be reached. Check the connection and type on.'
}
