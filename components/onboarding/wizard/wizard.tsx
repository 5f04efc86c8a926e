'use client'
import { useQuery } from '@tanstack/react-query'
import { useSelectedLayoutSegment } from 'next/navigation'
import {
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useMemo,
  useReducer,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { AskBeforeLeaving } from '@/components/ui/ask-before-leaving'
import { ButtonLink } from '@/components/ui/button-link'
import { FormError } from '@/components/ui/form-error'
import { useAskBeforeUnload, useLeaving } from '@/components/ui/leaving'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { useCommand } from '@/components/ui/use-command'
import { saveDraft } from '@/lib/onboarding/actions'
import {
  differing,
  PAGE_LABELS,
  PAGES,
  STEPS,
  type DraftPage,
  type StepErrors,
} from '@/lib/onboarding/draft-constants'
import { draftNewsQuery } from '@/lib/onboarding/draft-keys'
import type { DraftView, Editor, TemplateRow } from '@/lib/onboarding/draft-schema'
import { DraftActions } from './draft-actions'
import { edited, openedWith, type WizardState } from './state'
import { StepList } from './step-list'
import { WizardContext, type Wizard as Value } from './use-wizard'

/** After the last key, before it is saved. */
const PAUSE_MS = 800
const RETRY_MS = 5_000
const MAY_PASS = ['unknown', 'unreachable', 'unavailable', 'internal', 'throttled']

/** Around the steps of a draft, which it keeps while somebody goes from one to the other: it saves what is typed. */
export function Wizard({
  draft,
  errors: atFirst,
  templates,
  children,
}: {
  draft: DraftView
  /** What was wrong with it when the page was made. */
  errors: StepErrors
  /** What it can be saved as, for whoever may. */
  templates: TemplateRow[] | null
  children: ReactNode
}) {
  const draftId = draft.id
  const page = usePage()
  const router = useRouter()
  const [state, edit] = useReducer(edited, draft, openedWith)
  const { content, agreed, theirs, title } = state
  const save = useCommand(saveDraft, { unanswered: { message: UNANSWERED, effect: 'none' } })
  const isSaved = content === agreed.content
  const { data: news } = useQuery(draftNewsQuery(draftId, page, agreed.version))
  const over = news === null ? 'discarded' : news?.runId ? 'provisioned' : null

  const saveNow = useEffectEvent(() => {
    if (isSaved || theirs || over) return
    void send(content)
  })
  async function send(sent: typeof content) {
    edit({ type: 'sent', content: sent })
    await save.send(
      { draftId, version: agreed.version, content: sent },
      {
        done: (answer) =>
          answer.status === 'saved'
            ? edit({ type: 'saved', content: sent, version: answer.version, title: answer.title })
            : edit({ type: 'news', theirs: answer.theirs }),
      },
    )
  }
  const stuck = save.error !== null && !MAY_PASS.includes(save.error.code)
  useEffect(() => {
    if (isSaved || theirs || save.pending || save.waiting) return
    const timer = setTimeout(saveNow, save.error && !stuck ? RETRY_MS : PAUSE_MS)
    return () => clearTimeout(timer)
    // Not what it was refused for: what is typed next may be accepted.
  }, [content, isSaved, theirs, save.pending, save.waiting, save.error, stuck])

  // An answer that is under way tells more than news that may be of it.
  const hear = useEffectEvent(() => {
    if (news?.theirs && !save.pending) edit({ type: 'news', theirs: news.theirs })
  })
  useEffect(() => hear(), [news, save.pending])

  useAskBeforeUnload(!isSaved && !over)
  const unsavable = Boolean(theirs || save.error)
  const path = `/onboarding/drafts/${draftId}/`
  const [leavingFor, leaveFor] = useState<string | null>(null)
  useLeaving((href) => {
    if (href.startsWith(path) || isSaved || over || unsavable) return true
    // A moment later, with what was typed last.
    leaveFor(href)
    if (!save.pending) void send(content)
    return false
  })
  if (leavingFor && unsavable) leaveFor(null)
  useEffect(() => {
    if (leavingFor && isSaved) router.push(leavingFor)
  }, [leavingFor, isSaved, router])

  const [first] = useState(page)
  const [hasMoved, setMoved] = useState(false)
  const before = useRef(page)
  useEffect(() => {
    const left = before.current
    before.current = page
    if (left !== page) setMoved(true)
    if (page === 'review') edit({ type: 'left', steps: STEPS })
    else if (left !== page && left !== 'review') edit({ type: 'left', steps: [left] })
  }, [page])

  const errors = useErrors(content, atFirst)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const errorsOf: Value['errorsOf'] = (step) =>
    content.left.includes(step)
      ? errors[step]
      : Object.fromEntries(Object.entries(errors[step]).filter(([field]) => touched.has(`${step}.${field}`)))

  if (over)
    return (
      <>
        <PageHeader title={title} breadcrumbs={crumbs(title)} />
        <Notice
          role="alert"
          title={over === 'discarded' ? 'This draft was discarded' : 'This customer is being provisioned'}
          actions={
            over === 'discarded' ? (
              <ButtonLink href="/onboarding">See the drafts</ButtonLink>
            ) : (
              <ButtonLink href={`/onboarding/runs/${news?.runId}`}>See the run</ButtonLink>
            )
          }
        >
          {over === 'discarded'
            ? 'A colleague has discarded it. Nothing of it can be changed any more.'
            : 'What was changed after that is not part of the run.'}
        </Notice>
      </>
    )
  return (
    <WizardContext
      value={{
        draftId,
        page,
        content,
        saved: agreed,
        isSaved,
        template: draft.template,
        hasMoved: hasMoved || page !== first,
        change: (step, change) => edit({ type: 'edit', step, change }),
        errorsOf,
        touch: (field) => setTouched((now) => (now.has(field) ? now : new Set(now).add(field))),
      }}
    >
      <PageHeader
        title={title}
        breadcrumbs={crumbs(title)}
        description={
          <>
            <span role="status">{isSaved ? 'Saved' : save.error ? 'Not saved' : 'Saving…'}</span>
            {draft.template && <> · From the template “{draft.template}”</>}
          </>
        }
        actions={
          <DraftActions
            draftId={draftId}
            title={title}
            templates={templates}
            isSaved={isSaved}
            onRenamed={(next) => {
              edit({ type: 'renamed', title: next })
              router.refresh()
            }}
          />
        }
      />
      <StepList errorsOf={errorsOf} />
      <div className="max-w-4xl space-y-6">
        <Others editors={news?.editors ?? []} joined={state.joined} />
        {theirs && (
          <Conflict state={state} theirs={theirs} onChoose={(whose) => edit({ type: 'choose', whose })} />
        )}
        {!isSaved && <FormError error={save.error} title="What you typed is not saved" />}
        <AskBeforeLeaving on={!isSaved && unsavable} within={path} title="Leave without saving?">
          <p>What you typed last is not saved, and would be lost.</p>
        </AskBeforeLeaving>
        {children}
      </div>
    </WizardContext>
  )
}

const UNANSWERED = 'Tenantdesk did not answer. What you typed is still here, and is saved again in a moment.'

const crumbs = (title: string) => [
  { label: 'Tenants' },
  { label: 'Onboarding', href: '/onboarding' },
  { label: title },
]

function usePage(): DraftPage {
  const segment = useSelectedLayoutSegment()
  return PAGES.find((page) => page === segment) ?? 'customer'
}

/** What is wrong with the draft, by the checks that the server makes, once they are loaded. */
function useErrors(content: Value['content'], first: StepErrors): StepErrors {
  const [check, setCheck] = useState<((content: Value['content']) => { errors: StepErrors }) | null>(null)
  useEffect(() => {
    // Where it cannot be fetched, the review tells: it asks the server.
    import('@/lib/onboarding/draft-schema').then(
      ({ orderOfDraft }) => setCheck(() => orderOfDraft),
      () => {},
    )
  }, [])
  const calm = useDeferredValue(content)
  return useMemo(() => (check ? check(calm).errors : first), [check, calm, first])
}

function Others({ editors, joined }: { editors: Editor[]; joined: string | null }) {
  return (
    <div role="status" className="space-y-1 text-sm text-kumo-subtle empty:hidden">
      {editors.map(({ name, page }) => (
        <p key={name}>
          {name} has this draft open too, at {PAGE_LABELS[page]}.
        </p>
      ))}
      {joined && <p>What {joined} changed meanwhile is shown here.</p>}
    </div>
  )
}

function Conflict({
  state: { agreed, content },
  theirs,
  onChoose,
}: {
  state: WizardState
  theirs: DraftView
  onChoose: (whose: 'mine' | 'theirs') => void
}) {
  const [mine, others] = [differing(agreed.content, content), differing(agreed.content, theirs.content)]
  const both = mine.filter((step) => others.includes(step)).map((step) => PAGE_LABELS[step])
  return (
    <Notice
      tone="warning"
      role="alert"
      title={`${theirs.savedBy} has changed ${new Intl.ListFormat('en').format(both)} as well`}
      actions={
        <>
          <Button onClick={() => onChoose('theirs')}>Take theirs</Button>
          <Button onClick={() => onChoose('mine')}>Keep mine</Button>
        </>
      }
    >
      It was saved while you were typing, so yours is not saved yet. Choose which of the two stays. What only
      one of you changed is kept either way.
    </Notice>
  )
}
