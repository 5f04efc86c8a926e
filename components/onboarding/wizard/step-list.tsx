'use client'
import { useEffect, useRef } from 'react'
import { Link } from '@/components/ui/link'
import { PAGE_LABELS, PAGES, type Step } from '@/lib/onboarding/draft-constants'
import { useWizard, type Wizard } from './use-wizard'

/** The steps in their order, with how much is wrong in each; any of them can be gone to. */
export function StepList({ errorsOf }: Pick<Wizard, 'errorsOf'>) {
  const { draftId, page: current, content, template } = useWizard()
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const box = list.current!
    const tab = box.querySelector('[aria-current]')?.getBoundingClientRect()
    if (tab) box.scrollLeft += tab.left - box.getBoundingClientRect().left - (box.clientWidth - tab.width) / 2
  }, [current])
  return (
    <nav aria-label="Steps" className="mb-6 border-b border-kumo-line">
      <ol ref={list} className="no-scrollbar -mb-px flex gap-5 overflow-x-auto pr-5">
        {PAGES.map((page, index) => {
          const wrong = page === 'review' ? 0 : countOf(errorsOf, content.left, page)
          return (
            <li key={page} className="shrink-0">
              <Link
                href={`/onboarding/drafts/${draftId}/${page}`}
                aria-current={page === current ? 'step' : undefined}
                className="flex items-baseline gap-1.5 border-b-2 border-transparent pt-1 pb-2.5 text-kumo-subtle hover:text-kumo-default focus-visible:-outline-offset-2 aria-[current]:border-kumo-brand aria-[current]:font-medium aria-[current]:text-kumo-default"
              >
                <span className="tabular-nums">{index + 1}</span> {PAGE_LABELS[page]}
                {wrong > 0 && (
                  <span className="rounded-full bg-kumo-danger-tint px-1.5 text-xs font-medium text-kumo-danger">
                    {wrong} <span className="sr-only">{wrong === 1 ? 'error' : 'errors'}</span>
                  </span>
                )}
                {wrong === 0 && template && isGiven(page) && (
                  <span className="text-xs font-normal">from template</span>
                )}
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

function countOf(errorsOf: Wizard['errorsOf'], left: readonly Step[], step: Step): number {
  return left.includes(step) ? Object.keys(errorsOf(step)).length : 0
}

/** Steps that a template fills in whole. */
export const isGiven = (page: string) => page === 'plans' || page === 'subscriptions'
