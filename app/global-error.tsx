'use client'
import RootError from './error'
import './globals.css'

/** Stands in for the root layout when that fails, so it brings its own document and follows the system's colours. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  const dark = typeof matchMedia === 'function' && matchMedia('(prefers-color-scheme: dark)').matches
  return (
    <html lang="en" data-mode={dark ? 'dark' : 'light'} suppressHydrationWarning>
      <body className="bg-kumo-canvas font-sans text-base text-kumo-default antialiased">
        <title>Something went wrong · Tenantdesk</title>
        <RootError {...props} />
      </body>
    </html>
  )
}
