import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import type { Underway } from '@/lib/onboarding/draft-schema'

const KINDS: Record<Underway['kind'], string> = { draft: 'Draft', run: 'Run' }

/** Drafts and runs that may make the same a second time. Links open beside the draft, which stays as it is. */
export function UnderwayNotice({ title, items }: { title: string; items: Underway[] }) {
  return (
    <Notice tone="warning" role="status" title={title}>
      <UnderwayList items={items} />
    </Notice>
  )
}

export function UnderwayList({ items }: { items: Underway[] }) {
  return (
    <ul className="mt-1 space-y-1">
      {items.map(({ kind, title, href }) => (
        <li key={href} className="wrap-anywhere">
          {KINDS[kind]}:{' '}
          <TextLink href={href} target="_blank" rel="noopener">
            {title}
          </TextLink>
        </li>
      ))}
    </ul>
  )
}
