import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { asTheme, THEME_COOKIE } from '@/components/shell/theme'
import { Providers } from './providers'
import './globals.css'

const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter',
})
const interExt = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter-ext',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    { prop: 'unicode-range', value: 'U+0100-02FF,U+1E00-1EFF,U+20A0-20C0,U+2C60-2C7F,U+A720-A7FF' },
  ],
})

export const metadata: Metadata = {
  title: { default: 'Tenantdesk', template: '%s · Tenantdesk' },
  description: 'The partner console for Cloudflare’s Tenant API',
  robots: { index: false, follow: false },
  icons: { icon: '/icon.svg' },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const theme = asTheme(jar.get(THEME_COOKIE)?.value)
  const nonce = head.get('x-nonce') ?? undefined
  return (
    <html lang="en" data-mode={theme} className={`${inter.variable} ${interExt.variable}`}>
      <body className="min-h-dvh bg-kumo-canvas font-sans text-base text-kumo-default antialiased">
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  )
}
