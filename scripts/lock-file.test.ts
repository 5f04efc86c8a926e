import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

type Entry = { version: string; integrity?: string; resolved?: string; inBundle?: boolean }

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Entry>
}
const entries = Object.entries(packages).filter(([name]) => name !== '')

test('every package in the lock file can be checked against its hash, on every platform', () => {
  expect(entries.length).toBeGreaterThan(100)
  // What a package brings inside itself is covered by that package's own hash.
  const unchecked = entries.filter(
    ([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith('sha512-'),
  )
  expect(unchecked.map(([name]) => name)).toEqual([])
})

test('the lock file names no address but the public registry', () => {
  const elsewhere = entries.filter(
    ([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'),
  )
  expect(elsewhere.map(([name, { resolved }]) => `${name}: ${resolved}`)).toEqual([])
})
