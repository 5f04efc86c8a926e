import path from 'node:path'
import { defineConfig } from 'vitest/config'

const shared = {
  resolve: {
    alias: {
      '@': import.meta.dirname,
      // Next's own marker: in a test there is no browser to keep a module from.
      'server-only': path.join(import.meta.dirname, 'node_modules/server-only/empty.js'),
    },
  },
}
const exclude = ['**/node_modules/**', '**/.next/**', '.data*/**', 'e2e/**']

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          testTimeout: 15_000,
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.db.test.ts'],
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          // A busy machine is no failure.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup: 'scripts/vitest/postgres.ts',
          setupFiles: 'scripts/vitest/database.ts',
          // What the launcher would have set; nothing listens upstream unless a test puts something there.
          env: {
            DATA_DIR: '.data-test',
            CLOUDFLARE_EMAIL: 'partner@example.com',
            CLOUDFLARE_API_KEY: 'a'.repeat(37),
            CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9/client/v4',
            NEXTAUTH_URL: 'http://localhost:3000',
            NEXTAUTH_SECRET: 'only-for-tests-only-for-tests',
            DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
            LOG_LEVEL: 'silent',
          },
        },
      },
    ],
  },
})
