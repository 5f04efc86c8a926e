import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, it } from 'vitest'

const DEFS = 'node_modules/@phosphor-icons/react/dist/defs'
const iconWeights = createRequire(import.meta.url)('./icon-weights.cjs') as (source: string) => string

it('leaves every icon whole in the weights that are drawn', async () => {
  const files = readdirSync(DEFS).filter((name) => name.endsWith('.es.js'))
  expect(files.length).toBeGreaterThan(1000)
  for (const name of files.filter((_, index) => index % 100 === 0)) {
    const source = readFileSync(path.join(DEFS, name), 'utf8')
    const cut = iconWeights(source)
    expect(cut.length, name).toBeLessThan(source.length * 0.75)
    const code = `data:text/javascript,${encodeURIComponent(cut.replace('from "react"', `from ${JSON.stringify(import.meta.resolve('react'))}`))}`
    const { default: weights } = (await import(code)) as { default: Map<string, unknown> }
    expect([...weights.keys()], name).toEqual(['bold', 'fill', 'regular'])
  }
})

it('takes no file of another shape', () => {
  expect(() => iconWeights('export default new Map()')).toThrow(/other weights/)
})
