'use client'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Link } from './link'
import { LinkPending } from './link-pending'

/** Tabs that are pages. The deepest item whose address begins the present one is current; scrolls where it is narrow. */
export function TabsNav({ label, items }: { label: string; items: { label: string; href: string }[] }) {
  const pathname = usePathname()
  const current = items
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0]
  const list = useRef<HTMLUListElement>(null)
  // Of itself alone: scrolling a tab into view could move the page too.
  useEffect(() => {
    const box = list.current!
    const tab = box.querySelector('[aria-current]')?.getBoundingClientRect()
    if (tab) box.scrollLeft += tab.left - box.getBoundingClientRect().left - (box.clientWidth - tab.width) / 2
  }, [current?.href])
  return (
    <nav aria-label={label} className="mb-6 border-b border-kumo-line">
      <ul ref={list} className="no-scrollbar -mb-px flex gap-5 overflow-x-auto pr-5">
        {items.map((item) => (
          <li key={item.href} className="shrink-0">
            <Link
              href={item.href}
              aria-current={item === current ? 'page' : undefined}
              className="block border-b-2 border-transparent pt-1 pb-2.5 text-kumo-subtle hover:text-kumo-default focus-visible:-outline-offset-2 aria-[current]:border-kumo-brand aria-[current]:font-medium aria-[current]:text-kumo-default"
            >
              {item.label}
              <LinkPending />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
