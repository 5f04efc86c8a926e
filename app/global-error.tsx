'use client'
import RootError from './error'
import './globals.css'

/** Stands in for the root layout when that fails, so it brings its own document and follows the system's colours. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en" data-mode="system">
      <body className="bg-kumo-canvas font-sans text-base text-kumo-default antialiased">
        <title>Something went wrong · Tenantdesk</title>
        <RootError {...props} />
      </body>
    </html>
  )
}
