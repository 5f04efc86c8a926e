import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** From the ground. What is not named here is a feature, and stands above them all. */
const FLOORS = 'env core db audit tenant-api auth entry workflows tenants directory'.split(' ')
const TOP = 'commands'

const imports = roomsAndTheirImports()

it('imports downwards: no room below another imports it', () => {
  const floor = (room: string) =>
    room === TOP ? FLOORS.length + 1 : FLOORS.includes(room) ? FLOORS.indexOf(room) : FLOORS.length
  const upwards = [...imports].flatMap(([room, its]) =>
    [...its].filter((other) => floor(other) > floor(room)).map((other) => `${room} → ${other}`),
  )
  expect(imports.size).toBeGreaterThan(15)
  expect(upwards).toEqual([])
})

it('has no circle of rooms', () => {
  const done = new Set<string>()
  const visit = (room: string, way: string[]): string[] | null => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room]
    if (done.has(room)) return null
    for (const other of imports.get(room) ?? []) {
      const circle = visit(other, [...way, room])
      if (circle) return circle
    }
    done.add(room)
    return null
  }
  for (const room of imports.keys()) expect(visit(room, [])).toBeNull()
})

function roomsAndTheirImports(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of readdirSync('lib', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.(test|fixture)\.ts$|generated/.test(file)) continue
    const room = file.split('/')[0]!.replace(/\.ts$/, '')
    const its = found.get(room) ?? new Set()
    for (const [, other] of readFileSync(`lib/${file}`, 'utf8').matchAll(/'@\/lib\/([\w-]+)/g))
      if (other !== room) its.add(other!)
    found.set(room, its)
  }
  return found
}
