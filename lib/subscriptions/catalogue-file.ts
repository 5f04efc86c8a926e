import 'server-only'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { env, EnvError } from '@/lib/env'
import { CATALOGUE, type Catalogue, type CatalogueProduct } from './catalogue'

const name = z.string().trim().min(1)

/** What the file may say. Whatever it leaves out stays as it is; unknown keys are mistakes. */
const Extension = z.strictObject({
  source: name.optional(),
  date: name.optional(),
  /** Added to monthly and yearly: some partners are told to send `annual` (tenant-api §3.4). */
  frequencies: z.array(z.strictObject({ value: name, label: name })).optional(),
  products: z
    .array(
      z.strictObject({
        /** Of a product in the catalogue, or a new one. */
        name,
        /** `account` for a new product that does not say. */
        scope: z.enum(['zone', 'account']).optional(),
        description: name.optional(),
        components: z.array(name).optional(),
        plans: z
          .array(
            z.strictObject({
              id: z.string().regex(/^[\w.-]{1,100}$/, 'must be a plan id, such as PARTNERS_PRO'),
              label: name.optional(),
              description: name.optional(),
              /** Takes a plan out of the list. */
              hidden: z.boolean().optional(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})
type Extension = z.infer<typeof Extension>

/**
 * The catalogue with what the operator's file, if there is one, says merged over it. Throws an EnvError, whose sentence
 * names the file and the place in it, when it cannot be used.
 */
export function readCatalogue(file: string | undefined): Catalogue {
  if (!file) return CATALOGUE
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new EnvError(`PLAN_CATALOGUE: ${file} ${why} (${(error as Error).message}).`)
  }
  const parsed = Extension.safeParse(json)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new EnvError(`PLAN_CATALOGUE: ${file}, at ${path.join('.') || 'its top'}: ${message}.`)
  }
  return merge(CATALOGUE, parsed.data)
}

let kept: Catalogue | undefined

/** Returns the catalogue of this installation, read once. */
export function catalogue(): Catalogue {
  kept ??= readCatalogue(env().PLAN_CATALOGUE)
  return kept
}

function merge(base: Catalogue, more: Extension): Catalogue {
  const products = new Map<string, CatalogueProduct>(base.products.map((each) => [each.name, each]))
  for (const { name, plans, ...rest } of more.products) {
    const known = products.get(name) ?? { name, scope: 'account' as const, plans: [] }
    const byId = new Map(known.plans.map((plan) => [plan.id.toLowerCase(), plan]))
    for (const { hidden, ...plan } of plans) {
      const id = plan.id.toLowerCase()
      if (hidden) byId.delete(id)
      else byId.set(id, { ...byId.get(id), ...plan })
    }
    products.set(name, { ...known, ...rest, plans: [...byId.values()] })
  }
  return {
    source: more.source ?? base.source,
    date: more.date ?? base.date,
    frequencies: [
      ...new Map(
        [...base.frequencies, ...(more.frequencies ?? [])].map((each) => [each.value, each]),
      ).values(),
    ],
    products: [...products.values()].filter(({ plans }) => plans.length > 0),
  }
}
