import 'server-only'
import { digestsOf } from '@/lib/core/digest'
import { asciiDomain } from '@/lib/core/domains'
import { likeness } from '@/lib/core/names'
import { seal, unseal } from '@/lib/core/seal'
import type { OnboardingImportRow } from '@/lib/db/generated/client'
import { planOf } from '@/lib/onboarding/plan'
import { listed, type Checked } from './checking'

/** A row as the table keeps it. */
export function kept(importId: string, row: number, checked: Checked) {
  const { faults, order } = checked
  return {
    ...keysOf(checked),
    content: seal(checked, belongsTo(importId, row)),
    faults: Object.keys(faults).length,
    calls: order ? planOf(order).reduce((sum, { calls }) => sum + calls, 0) : 0,
  }
}

/** By what a row is told to be of the same customer as another, without anything in clear. */
export function keysOf(checked: Checked) {
  const { account_name: name } = checked.values
  return {
    nameKey: name === '' ? null : nameKey(name),
    domainKeys: [...new Set(domainsOf(checked))].sort().map(domainKey),
  }
}

type Keys = ReturnType<typeof keysOf>

export const sameCustomer = (one: Keys, other: Keys) =>
  one.nameKey === other.nameKey && String(one.domainKeys) === String(other.domainKeys)

/** Also of a row that is refused for something else. */
export const domainsOf = ({ values, order }: Checked): string[] =>
  order
    ? order.zones.map(({ name }) => name)
    : listed(values.zones).flatMap((typed) => asciiDomain(typed) ?? [])

/** What a row says, or null where it was removed, thirty days after the import. */
export function readRow({
  importId,
  row,
  content,
}: Pick<OnboardingImportRow, 'importId' | 'row' | 'content'>): Checked | null {
  return content && unseal<Checked>(content, belongsTo(importId, row))
}

const belongsTo = (importId: string, row: number) => `onboarding_import_row:${importId}:${row}`

/** By which customers who are called alike are found, without the name in clear. */
export const nameKey = (name: string) => keyOf('name', likeness(name))
export const domainKey = (domain: string) => keyOf('domain', domain)
/** Of all that a file says. */
export const fileKey = (digest: string) => keyOf('file', digest)

const keyOf = (what: string, value: string) => digestsOf({ [what]: value }, 'onboarding_import').of[what]!
