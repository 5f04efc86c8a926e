'use client'
import { useEffect, useEffectEvent, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ButtonLink } from '@/components/ui/button-link'
import { useRouter } from '@/components/ui/link'
import { PAGE_LABELS, PAGES, type Step } from '@/lib/onboarding/draft-constants'
import { isGiven } from './step-list'
import { useWizard } from './use-wizard'

/** A step's form, with the ways to the steps beside it. What is typed is saved by itself. */
export function StepForm({ step, children }: { step: Step; children: ReactNode }) {
  const { draftId, template, content, hasMoved } = useWizard()
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const path = (page: string) => `/onboarding/drafts/${draftId}/${page}`
  const at = PAGES.indexOf(step)
  // What a template gives is not asked again.
  const asked = (page: (typeof PAGES)[number]) => !template || !isGiven(page)
  const next = PAGES.slice(at + 1).find(asked)!
  const back = PAGES.slice(0, at).findLast(asked)

  const arrive = useEffectEvent(() => {
    if (!hasMoved) return
    const wrong =
      content.left.includes(step) && form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const first = form.current?.querySelector<HTMLElement>('input:not([type="hidden"]), textarea, select')
    ;(wrong || first)?.focus()
  })
  useEffect(() => {
    arrive()
  }, [])

  function submit(event: FormEvent) {
    event.preventDefault()
    router.push(path(next))
  }
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label={PAGE_LABELS[step]} className="space-y-6">
      {children}
      <div className="flex flex-wrap gap-3">
        {back && <ButtonLink href={path(back)}>Back</ButtonLink>}
        <Button type="submit" variant="primary">
          Next
        </Button>
      </div>
    </form>
  )
}

/** What a template has given: folded, unless there is something wrong with it. */
export function Given({
  wrong,
  what,
  children,
}: {
  wrong: boolean
  /** "The tenant unit and the account type". */
  what: string
  children: ReactNode
}) {
  const { template } = useWizard()
  const [open, setOpen] = useState(false)
  if (!template || open || wrong) return children
  return (
    <p className="flex flex-wrap items-center gap-3">
      <span className="text-kumo-subtle">
        {what} from the template “{template}”.
      </span>
      <Button size="sm" onClick={() => setOpen(true)}>
        Change
      </Button>
    </p>
  )
}
