import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { READING } from '@/lib/audit/acts'
import { ACTS } from './commands'

const DEFINED = /\bdefine(Command|Step|Event|Download)\b[^]*?\bname: '([^']+)'/g

it('lists everything that is recorded, under a name that nothing else has', () => {
  const names = sources('lib').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(DEFINED)].map(([, , name]) => name!),
  )
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(names.filter((name) => !ACTS.has(name))).toEqual([])
})

it('says by the end of a name that an act changes nothing', () => {
  for (const { name, effect = 'event' } of ACTS.values())
    if (effect !== 'event') expect(READING.test(name), name).toBe(effect === 'read')
})

it('has for everything remote a look, or says that there is nothing to look up', () => {
  for (const { name, effect, look } of ACTS.values()) if (effect === 'remote') expect(look, name).toBeTruthy()
})

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|generated|sandbox/.test(file))
    .map((file) => path.join(folder, file))
}
