'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { BookmarksIcon } from '@phosphor-icons/react/dist/ssr/Bookmarks'
import { TrashIcon } from '@phosphor-icons/react/dist/ssr/Trash'
import { PencilSimpleIcon } from '@phosphor-icons/react/dist/ssr/PencilSimple'
import { useSearchParams } from 'next/navigation'
import { useId, useRef, useState } from 'react'
import { CheckboxField } from '@/components/ui/checkbox'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { TextField } from '@/components/ui/form-field'
import { Link, useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { changeView, removeView, saveView } from '@/lib/views/actions'
import type { List } from '@/lib/views/constants'
import type { ViewRow } from '@/lib/views/schema'

type Asked = { what: 'save' } | { what: 'change' | 'remove'; view: ViewRow }

/** The saved views of a list, and what can be done with them. */
export function ViewsMenu({ list, views, mayShare }: { list: List; views: ViewRow[]; mayShare: boolean }) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = (next: Asked) => {
    panel.current?.hidePopover()
    setAsked(next)
  }
  function place(node: HTMLElement) {
    const { bottom, right } = button.current!.getBoundingClientRect()
    // In the top layer, absolute means of the page.
    node.style.top = `${bottom + window.scrollY + 4}px`
    node.style.right = `${Math.max(16, Math.min(document.documentElement.clientWidth - right, window.innerWidth - 300))}px`
  }
  return (
    <>
      <Button ref={button} icon={<BookmarksIcon size={16} aria-hidden="true" />} popoverTarget={id}>
        Views
      </Button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="group"
        aria-label="Saved views"
        onBeforeToggle={(event) => event.newState === 'open' && place(event.currentTarget)}
        className="absolute inset-auto m-0 max-h-[60vh] w-72 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-xl bg-kumo-base p-1.5 text-base text-kumo-default shadow-lg ring ring-kumo-line"
      >
        {views.length === 0 && (
          <p className="px-2.5 py-2 text-sm text-kumo-subtle">
            No views yet. Set filters, then save them under a name.
          </p>
        )}
        <ul>
          {views.map((view) => (
            <li key={view.id} className="flex items-center gap-1">
              <Link
                href={view.href}
                className={`${ITEM} min-w-0 flex-1`}
                onClick={() => panel.current?.hidePopover()}
              >
                <span className="min-w-0">
                  <bdi className="block truncate">{view.name}</bdi>
                  {view.shared && (
                    <span className="block truncate text-sm text-kumo-subtle">
                      Shared
                      {view.by && (
                        <>
                          {' '}
                          by <bdi>{view.by}</bdi>
                        </>
                      )}
                    </span>
                  )}
                </span>
              </Link>
              {view.mine && (
                <>
                  <button
                    type="button"
                    aria-label={`Change the view ${view.name}`}
                    className={ICON}
                    onClick={() => ask({ what: 'change', view })}
                  >
                    <PencilSimpleIcon size={16} aria-hidden="true" />
                  </button>
                  <button
                    type="button"
                    aria-label={`Remove the view ${view.name}`}
                    className={ICON}
                    onClick={() => ask({ what: 'remove', view })}
                  >
                    <TrashIcon size={16} aria-hidden="true" />
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
        <button type="button" className={`${ITEM} w-full font-medium`} onClick={() => ask({ what: 'save' })}>
          Save this view…
        </button>
      </div>
      {asked?.what === 'save' && <Save list={list} mayShare={mayShare} onEnd={() => setAsked(null)} />}
      {asked?.what === 'change' && (
        <Change view={asked.view} mayShare={mayShare} onEnd={() => setAsked(null)} />
      )}
      {asked?.what === 'remove' && <Remove view={asked.view} onEnd={() => setAsked(null)} />}
    </>
  )
}

const ITEM =
  'flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 py-1 text-left hover:bg-kumo-tint focus-visible:-outline-offset-2'
const ICON =
  'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-kumo-subtle hover:bg-kumo-tint hover:text-kumo-default'

function Save({ list, mayShare, onEnd }: { list: List; mayShare: boolean; onEnd: () => void }) {
  const router = useRouter()
  const params = useSearchParams()
  const command = useCommand(saveView)
  const [view, setView] = useState({ name: '', shared: false })
  return (
    <ConfirmDialog
      open
      onOpenChange={onEnd}
      title="Save this view"
      confirm="Save view"
      command={command}
      deed="The view was saved"
      onConfirm={() =>
        void command.send(
          { list, query: params.toString(), ...view },
          {
            done: () => {
              onEnd()
              toast(`The view ${view.name} was saved`)
              router.refresh()
            },
          },
        )
      }
    >
      <p>Keeps the filters and the order of this list.</p>
      <ViewFields view={view} mayShare={mayShare} onChange={setView} error={command.error?.fields.name} />
    </ConfirmDialog>
  )
}

function Change({
  view: { id, ...was },
  mayShare,
  onEnd,
}: {
  view: ViewRow
  mayShare: boolean
  onEnd: () => void
}) {
  const router = useRouter()
  const command = useCommand(changeView)
  const [view, setView] = useState({ name: was.name, shared: was.shared })
  return (
    <ConfirmDialog
      open
      onOpenChange={onEnd}
      title={`Change the view ${was.name}`}
      confirm="Save view"
      command={command}
      deed="The view was changed"
      onConfirm={() =>
        void command.send(
          { viewId: id, ...view },
          {
            done: () => {
              onEnd()
              toast('The view was changed')
              router.refresh()
            },
          },
        )
      }
    >
      <ViewFields view={view} mayShare={mayShare} onChange={setView} error={command.error?.fields.name} />
    </ConfirmDialog>
  )
}

function Remove({ view, onEnd }: { view: ViewRow; onEnd: () => void }) {
  const router = useRouter()
  const command = useCommand(removeView)
  const done = () => {
    onEnd()
    toast('The view was removed')
    router.refresh()
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={onEnd}
      title={`Remove the view ${view.name}?`}
      confirm="Remove view"
      danger
      command={command}
      deed="The view was removed"
      onConfirm={() => void command.send({ viewId: view.id }, { done, gone: done })}
    >
      <p>{view.shared ? 'It goes from everybody’s menu.' : 'It goes from your menu.'}</p>
    </ConfirmDialog>
  )
}

function ViewFields({
  view,
  mayShare,
  onChange,
  error,
}: {
  view: { name: string; shared: boolean }
  mayShare: boolean
  onChange: (view: { name: string; shared: boolean }) => void
  error?: string
}) {
  return (
    <>
      <TextField
        label="Name"
        value={view.name}
        error={error}
        onChange={({ target }) => onChange({ ...view, name: target.value })}
      />
      {(mayShare || view.shared) && (
        <CheckboxField
          label="Shared with the team"
          checked={view.shared}
          onChange={(shared) => onChange({ ...view, shared })}
        />
      )}
    </>
  )
}
