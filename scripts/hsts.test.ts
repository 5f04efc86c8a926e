import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { childEnvironment } from './environment.mjs'

const SERVER = `
  const server = require('node:http').createServer((request, response) => response.end())
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))`

test.each([
  ['https://console.example.com', {}, true],
  ['http://localhost:3000', {}, false],
  ['http://localhost:3000', { 'x-forwarded-proto': 'https' }, true],
])('browsers that come to %s with %o are told to stay with https: %s', async (address, headers, told) => {
  const child = spawn(process.execPath, ['--import', './scripts/hsts.mjs', '-e', SERVER], {
    env: { ...childEnvironment(), NEXTAUTH_URL: address },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const port = await new Promise((resolve) =>
      child.stdout.once('data', (chunk) => resolve(String(chunk).trim())),
    )
    const answer = await fetch(`http://127.0.0.1:${port}/_next/static/any.js`, { headers })
    expect(answer.headers.get('strict-transport-security')).toBe(
      told ? 'max-age=31536000; includeSubDomains' : null,
    )
  } finally {
    child.kill()
  }
})
