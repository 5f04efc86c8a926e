'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Checkbox } from '@cloudflare/kumo/components/checkbox'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useRouter } from '@/components/ui/link'
import { useHydrated } from '@/components/ui/hydrated'
import { Notice } from '@/components/ui/notice'
import { useCommand } from '@/components/ui/use-command'
import { removeFromAccounts } from '@/lib/people/actions'
import { personHref, REMOVE_AT_MOST, removalHref } from '@/lib/people/constants'
import type { RemovalPreview } from '@/lib/people/schema'
import { accessOf } from './labels'

const WINDOW_MINUTES = 5

/** Chooses the accounts that somebody is removed from, says what that is, and starts it. */
export function RemoveForm({ preview }: { preview: RemovalPreview }) {
  const { email, memberships, more, calls } = preview
  const router = useRouter()
  const hydrated = useHydrated()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState(false)
  const command = useCommand(removeFromAccounts, {
    unanswered:
      'Tenantdesk did not answer, so it is not known whether the removal began. Open the person: it is listed there if it did.',
  })
  const removable = memberships.filter(({ kept }) => kept === null)
  const all = chosen.size === removable.length && removable.length > 0
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    setChosen(next)
  }
  const count = chosen.size
  const accounts = count === 1 ? '1 account' : `${count.toLocaleString('en')} accounts`
  return (
    <>
      <Card title="Accounts" description={`${removable.length.toLocaleString('en')} to choose from`} flush>
        <div inert={!hydrated}>
          <div className="border-b border-kumo-hairline px-4 py-3 sm:px-5">
            <Checkbox
              label="Select all"
              checked={all}
              indeterminate={count > 0 && !all}
              disabled={removable.length === 0}
              onCheckedChange={(on: boolean) =>
                setChosen(new Set(on ? removable.map(({ accountId }) => accountId) : []))
              }
            />
          </div>
          <ul aria-label="Accounts to remove from">
            {memberships.map(({ accountId, accountName, status, kept, ...power }) => (
              <li
                key={accountId}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline px-4 py-2.5 not-last:border-b sm:px-5"
              >
                <div className="min-w-0 flex-1 basis-48 wrap-anywhere">
                  <Checkbox
                    label={accountName}
                    checked={chosen.has(accountId)}
                    disabled={kept !== null}
                    onCheckedChange={(on: boolean) => toggle(accountId, on)}
                  />
                  <p className="pl-6 text-sm text-kumo-subtle">
                    <bdi>{accessOf(power)}</bdi>
                    {status && status !== 'accepted' && `, ${status}`}
                  </p>
                  {kept && <p className="pl-6 text-sm text-kumo-warning">{kept}</p>}
                </div>
              </li>
            ))}
          </ul>
        </div>
      </Card>
      {more > 0 && (
        <Notice>
          Only the first {REMOVE_AT_MOST.toLocaleString('en')} accounts are shown: one removal takes no more.
          Start another one for the other {more.toLocaleString('en')} afterwards.
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="destructive" disabled={count === 0} onClick={() => setAsking(true)}>
          Remove from {count === 0 ? 'accounts' : accounts}…
        </Button>
        <ButtonLink href={personHref(email)} variant="ghost">
          Cancel
        </ButtonLink>
        <p role="status" className="text-kumo-subtle">
          {count === 0 ? 'Choose at least one account.' : costOf(count, calls)}
        </p>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open)
          command.clear()
        }}
        title={`Remove ${email} from ${accounts}?`}
        confirm="Remove"
        danger
        typed={{ label: 'Email to confirm', text: email }}
        command={command}
        deed="The removal was begun"
        onConfirm={() =>
          void command.send(
            { email, accountIds: [...chosen] },
            { done: ({ removalId }) => router.arrive(removalHref(removalId)) },
          )
        }
      >
        <p>
          They lose what they may do there at once, one account after the other, in your name.{' '}
          {costOf(count, calls)}
        </p>
        <p>
          API tokens that they made and that the account owns stay. You can stop in between; who was removed
          has to be invited again.
        </p>
      </ConfirmDialog>
    </>
  )
}

/** What it costs, and how long it takes where the allowance has to be waited for. */
function costOf(count: number, { each, free, pace }: RemovalPreview['calls']): string {
  const needed = count * each
  const minutes = Math.ceil((Math.max(0, needed - free) * WINDOW_MINUTES) / pace)
  const time =
    minutes > 1
      ? `about ${minutes.toLocaleString('en')} minutes`
      : minutes === 1
        ? 'about a minute'
        : 'moments'
  return `Up to ${needed.toLocaleString('en')} calls to Cloudflare; it takes ${time}.`
}
