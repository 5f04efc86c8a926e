import { spawn } from 'node:child_process'
import { request } from 'node:http'
import { expect, test } from 'vitest'

const SERVER = `
  const server = require('node:http').createServer((request, response) => response.end(JSON.stringify(request.headers)))
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))`

/** The headers that the web server sees. */
async function seen(proxies: string, headers: Record<string, string>): Promise<Record<string, string>> {
  const args = ['--import', './scripts/address.mjs', '--eval', SERVER]
  const child = spawn(process.execPath, args, { env: { ...process.env, TRUSTED_PROXIES: proxies } })
  try {
    const port = Number(await new Promise((resolve) => child.stdout.once('data', resolve)))
    return await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, headers }, (response) =>
        response.on('data', (body) => resolve(JSON.parse(String(body)))),
      )
        .on('error', reject)
        .end()
    })
  } finally {
    child.kill()
  }
}

const address = async (proxies: string, forwarded: string) =>
  (await seen(proxies, { 'x-forwarded-for': forwarded, 'x-tenantdesk-address': '192.0.2.1' }))[
    'x-tenantdesk-address'
  ]

test('without a proxy of ours, nothing that a client says of itself is believed', async () => {
  const headers = await seen('0', {
    'x-tenantdesk-address': '203.0.113.9',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=203.0.113.9;host=evil.example',
  })
  expect(headers['x-tenantdesk-address']).toBe('127.0.0.1')
  expect(JSON.stringify(headers)).not.toMatch(/evil|forwarded|203/)
})

test('behind one, what it says of host and protocol is', async () => {
  const headers = await seen('1', { 'x-forwarded-host': 'desk.example.com', 'x-forwarded-proto': 'https' })
  expect(headers).toMatchObject({ 'x-forwarded-host': 'desk.example.com', 'x-forwarded-proto': 'https' })
})

test.each([
  ['1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['2', '198.51.100.1, 203.0.113.9', '198.51.100.1'],
  ['1', '::ffff:203.0.113.9', '203.0.113.9'],
  ['1', '203.0.113.9:4711', '203.0.113.9'],
  ['1', '[2001:DB8::1]:4711', '2001:db8::1'],
  ['1', 'unknown', '127.0.0.1'],
  ['1', '<script>', '127.0.0.1'],
  ['3', '198.51.100.1, 203.0.113.9', '127.0.0.1'],
])('behind %s, “%s” is %s', async (proxies, forwarded, expected) => {
  expect(await address(proxies, forwarded)).toBe(expected)
})
