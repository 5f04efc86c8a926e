import type { ReactNode } from 'react'
import { Mark } from './mark'

/** A page outside the console: one centred box under the mark. Sign-in and the error pages are made of it. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <p className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
        <Mark size={28} />
        Tenantdesk
      </p>
      <div className="w-full max-w-sm rounded-xl bg-kumo-base p-6 shadow-xs ring ring-kumo-line">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <div className="mt-3 space-y-4">{children}</div>
      </div>
    </main>
  )
}
