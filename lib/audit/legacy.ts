import 'server-only'
import * as z from 'zod'
import { CATALOGUE, type AuditAction, type CatalogueEntry } from './catalogue'
import { masked, type Recorded } from './remember'

/** For what is not an object of its own yet. */
export function recordedOf(name: AuditAction): Recorded {
  const { label, target, keep, masked: personal = [] }: CatalogueEntry = CATALOGUE[name]
  const schema = z.object({
    ...Object.fromEntries(keep.map((field) => [field, z.unknown()])),
    ...Object.fromEntries(personal.map((field) => [field, masked()])),
  })
  return { name, label, target, remember: { request: schema, before: schema, after: schema } }
}
