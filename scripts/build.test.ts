import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint } from './build'

let folder: string
const write = (file: string, content: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), content)
}
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tenantdesk-'))
  write('app/page.tsx', 'one')
  write('lib/env.ts', 'one')
  write('next.config.js', 'one')
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each([
  'app/page.tsx',
  'app/new/page.tsx',
  'lib/env.ts',
  'next.config.js',
  'proxy.ts',
  'public/icon.svg',
  'package-lock.json',
])('a change of %s asks for a build', (file) => {
  const before = fingerprint(folder)
  write(file, 'two')
  expect(fingerprint(folder)).not.toBe(before)
})

test.each(['lib/env.test.ts', 'lib/db/generated/client.ts', 'README.md', 'e2e/smoke.spec.ts'])(
  'a change of %s does not',
  (file) => {
    const before = fingerprint(folder)
    write(file, 'two')
    expect(fingerprint(folder)).toBe(before)
  },
)

test('moving a checkout does not', () => {
  const elsewhere = path.join(folder, 'e l s e')
  cpSync(path.join(folder, 'app'), path.join(elsewhere, 'app'), { recursive: true })
  cpSync(path.join(folder, 'lib'), path.join(elsewhere, 'lib'), { recursive: true })
  cpSync(path.join(folder, 'next.config.js'), path.join(elsewhere, 'next.config.js'))
  expect(fingerprint(elsewhere)).toBe(fingerprint(folder))
})
