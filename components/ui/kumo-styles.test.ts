import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const CHUNKS = 'node_modules/@cloudflare/kumo/dist/chunks'
const SHEET = readFileSync('app/globals.css', 'utf8')
/** The browser's own stands in for Kumo's tooltip, no part of a breadcrumb is on its way, and the last joins classes. */
const NOT_DRAWN = ['tooltip', 'skeleton-line', 'vendor-styling']

it('scans the classes of each part of Kumo that is drawn, and of no other', () => {
  const scanned = /chunks\/\{([\w,-]+)\}-\*\.js/.exec(SHEET)![1]!.split(',')
  const drawn = new Set<string>()
  const visit = (part: string) => {
    if (drawn.has(part) || NOT_DRAWN.includes(part)) return
    drawn.add(part)
    chunksOf(part).flatMap(partsIn).forEach(visit)
  }
  sources().flatMap(kumoIn).forEach(visit)
  expect(scanned).toEqual([...drawn].filter(hasClasses).sort())
})

it('takes all of Kumo out before it names the parts: the last line counts', () => {
  const lines = [...SHEET.matchAll(/^@source (not )?'.*kumo\/dist\/chunks\/.*$/gm)].map(([, not]) =>
    Boolean(not),
  )
  expect(lines).toEqual([true, false])
})

const sources = () =>
  ['app', 'components'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => readFileSync(path.join(folder, name), 'utf8')),
  )
const kumoIn = (source: string) =>
  [...source.matchAll(/'@cloudflare\/kumo\/components\/([\w-]+)'/g)].map(([, part]) => part!)

const chunksOf = (part: string) =>
  readdirSync(CHUNKS)
    .filter((name) => new RegExp(`^${part}-[a-z0-9]{16}\\.js$`).test(name))
    .map((name) => readFileSync(path.join(CHUNKS, name), 'utf8'))
const partsIn = (chunk: string) =>
  [...chunk.matchAll(/"\.\/([a-z-]+)-[a-z0-9]{16}\.js"/g)].map(([, part]) => part!)
const hasClasses = (part: string) => chunksOf(part).some((chunk) => chunk.includes('className'))
