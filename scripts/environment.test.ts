import { afterEach, expect, test, vi } from 'vitest'
import { childEnvironment, NETWORK, NPM } from './environment.mjs'

afterEach(() => vi.unstubAllEnvs())

test('a child gets what a program needs to run, and nothing that is secret', () => {
  const secret = {
    CLOUDFLARE_API_KEY: 'canary',
    CLOUDFLARE_API_TOKEN: 'canary',
    DATABASE_URL: 'postgresql://u:canary@h/d',
    NEXTAUTH_SECRET: 'canary',
    ADMIN_PASSWORD: 'canary',
    AWS_SECRET_ACCESS_KEY: 'canary',
    PGPASSWORD: 'canary',
    HTTPS_PROXY: 'http://u:canary@proxy',
    NPM_TOKEN: 'canary',
    npm_config__authtoken: 'canary',
  }
  for (const [name, value] of Object.entries({ ...secret, PATH: '/bin', LC_ALL: 'C' }))
    vi.stubEnv(name, value)
  expect(childEnvironment()).toMatchObject({ PATH: '/bin', LC_ALL: 'C' })
  expect(JSON.stringify(childEnvironment())).not.toContain('canary')
  expect(childEnvironment(NETWORK)).toHaveProperty('HTTPS_PROXY')
  expect(JSON.stringify(childEnvironment(NPM))).toContain('canary')
  expect(childEnvironment(NETWORK, NPM)).not.toHaveProperty('CLOUDFLARE_API_KEY')
})
