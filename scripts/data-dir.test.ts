import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSecrets, takeLock } from './data-dir'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tenantdesk '))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the lock on DATA_DIR', () => {
  const lock = () => path.join(folder, 'lock')

  test('is held by one, and free again when let go', async () => {
    const first = await takeLock(lock(), 0)
    expect(await takeLock(lock(), 0)).toEqual({ heldBy: process.pid })
    if ('release' in first) first.release()
    expect(await takeLock(lock(), 0)).toHaveProperty('release')
  })

  test('is taken over from a process that is gone', async () => {
    writeFileSync(lock(), '999999999 12345')
    expect(await takeLock(lock(), 0)).toHaveProperty('release')
  })

  test('is taken over when the pid belongs to another process by now', async () => {
    writeFileSync(lock(), `${process.pid} 1`)
    expect(await takeLock(lock(), 0)).toHaveProperty('release')
  })

  test('goes to exactly one of many who find it stale', async () => {
    writeFileSync(lock(), '999999999 12345')
    const takers = await Promise.all(Array.from({ length: 8 }, () => takeLock(lock(), 0)))
    expect(takers.filter((taker) => 'release' in taker)).toHaveLength(1)
  })
})

describe('the secrets', () => {
  test('are made once and read by their owner alone', () => {
    const secrets = readSecrets(folder)
    expect(readSecrets(folder)).toEqual(secrets)
    expect(statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  test('of an earlier version get the one that they lack, and keep the others', () => {
    const { postgres, ...rest } = readSecrets(folder)
    const { superuser, app } = postgres
    writeFileSync(
      path.join(folder, 'secrets.json'),
      JSON.stringify({ ...rest, postgres: { superuser, app } }),
    )
    const mended = readSecrets(folder)
    expect(mended).toEqual({ ...rest, postgres: { superuser, app, owner: mended.postgres.owner } })
    expect(mended.postgres.owner).toHaveLength(43)
    expect(readSecrets(folder)).toEqual(mended)
  })

  test('have the lengths that their users ask for', () => {
    const secrets = readSecrets(folder)
    expect(Buffer.from(secrets.serverActions, 'base64')).toHaveLength(32)
    expect(secrets.sandbox.apiKey).toMatch(/^[0-9a-f]{37}$/)
    expect(new Set(Object.values(secrets).map((secret) => JSON.stringify(secret))).size).toBe(5)
    expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).toContain(secrets.nextAuth)
  })
})
