import 'server-only'
import * as z from 'zod'
import type { Target } from '@/lib/audit/record'
import { masked } from '@/lib/audit/remember'

export const MaskedKyc = z.object({
  businessName: masked(),
  businessAddress: masked(),
  businessEmail: masked(),
  businessPhone: masked(),
  externalMetadata: masked(),
})

export function targetOf(account: { id: string; name: string | null }): Target {
  return { id: account.id, name: account.name, accountId: account.id, accountName: account.name }
}
