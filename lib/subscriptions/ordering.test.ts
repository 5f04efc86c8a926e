import { expect, it, vi } from 'vitest'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { requireKnown } from './ordering'

vi.mock('@/lib/env', () => ({ env: () => ({ PLAN_CATALOGUE: undefined }), EnvError: Error }))

// Of a plan that is there nobody could read what it has.
const now = {
  ratePlan: { id: 'PARTNERS_PRO' },
  frequency: 'monthly',
  componentValues: [],
  componentsTold: false,
} as unknown as Subscription

it('knows the components of a plan from the catalogue where Cloudflare’s list of them is not whole', async () => {
  const order = { ratePlanId: 'PARTNERS_BIZ' }
  const rates = (componentsTold: boolean) => async () => [
    {
      id: 'partners_biz',
      name: null,
      currency: null,
      frequency: null,
      duration: null,
      components: [],
      componentsTold,
    },
  ]
  await expect(requireKnown(now, order, rates(true))).resolves.toBeUndefined()
  await expect(requireKnown(now, order, rates(false))).rejects.toMatchObject({ code: 'refused' })
})
