import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from './catalogue'
import { readCatalogue } from './catalogue-file'

const directory = mkdtempSync(path.join(tmpdir(), 'catalogue-'))
afterAll(() => rmSync(directory, { recursive: true }))

function file(content: unknown): string {
  const name = path.join(directory, 'plans.json')
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content))
  return name
}

describe('the catalogue', () => {
  it('is Cloudflare’s list when nothing is set, with each id once', () => {
    expect(readCatalogue(undefined)).toBe(CATALOGUE)
    const ids = CATALOGUE.products.flatMap(({ plans }) => plans.map(({ id }) => id.toLowerCase()))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('takes plans, products, labels and frequencies from the operator’s file, and hides plans', () => {
    const merged = readCatalogue(
      file({
        frequencies: [{ value: 'annual', label: 'Annual' }],
        products: [
          {
            name: 'Stream',
            plans: [
              { id: 'STREAM_EXTRA', label: 'Extra' },
              { id: 'stream_basic', hidden: true },
            ],
          },
          { name: 'Zone plan', plans: [{ id: 'PARTNERS_PRO', label: 'Pro for shops' }] },
          { name: 'Radar', description: 'New.', components: ['seats'], plans: [{ id: 'RADAR_ONE' }] },
        ],
      }),
    )
    const plansOf = (name: string) => merged.products.find((each) => each.name === name)!.plans
    expect(plansOf('Stream').map(({ id }) => id)).toEqual([
      'PARTNERS_STREAM_ENT',
      'PARTNERS_STREAM_BASIC',
      'STREAM_EXTRA',
    ])
    expect(plansOf('Zone plan')).toContainEqual({ id: 'PARTNERS_PRO', label: 'Pro for shops' })
    expect(merged.products.at(-1)).toEqual({
      name: 'Radar',
      scope: 'account',
      description: 'New.',
      components: ['seats'],
      plans: [{ id: 'RADAR_ONE' }],
    })
    expect(merged.frequencies.map(({ value }) => value)).toEqual(['monthly', 'yearly', 'annual'])
    expect(merged.source).toBe(CATALOGUE.source)
  })

  it.each([
    ['{', /plans\.json is not JSON/],
    [
      { products: [{ name: 'Stream', plans: [{ id: 'has space' }] }] },
      /products\.0\.plans\.0\.id: must be a plan id/,
    ],
    [{ product: [] }, /at its top: .*product/],
    [{ products: [{ plans: [] }] }, /products\.0\.name/],
  ])('refuses %j with the place', (content, sentence) => {
    expect(() => readCatalogue(file(content))).toThrow(sentence)
  })

  it('says which file is missing', () => {
    expect(() => readCatalogue(path.join(directory, 'gone.json'))).toThrow(
      /PLAN_CATALOGUE: .*gone\.json cannot be read/,
    )
  })
})
