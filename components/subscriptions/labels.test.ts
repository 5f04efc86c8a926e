import { describe, expect, it } from 'vitest'
import type { OfferedPlan } from '@/lib/subscriptions/schema'
import { orderTexts, presentTexts } from './labels'

const offered: OfferedPlan = {
  id: 'PARTNERS_PRO',
  label: 'Pro',
  description: null,
  components: [
    { name: 'zones', default: 1, unitPrice: null },
    { name: 'page_rules', default: 20, unitPrice: 1 },
  ],
  currency: 'USD',
  listPrice: null,
  refusal: null,
}
const known = { offered, frequencies: [] }
const now = {
  ratePlanId: 'PARTNERS_PRO',
  frequency: 'monthly',
  componentValues: [{ name: 'page_rules', value: null }] as { name: string; value: number | null }[],
  told: true,
}
const order = { ratePlanId: 'PARTNERS_PRO', frequency: 'monthly', componentValues: [] }

describe('what is there and what is ordered', () => {
  it('shows no default for what is not known', () => {
    expect(presentTexts({ ...now, frequency: '' }, known)).toMatchObject({
      zones: 'Not known',
      page_rules: 'Not known',
      frequency: 'Not known',
    })
  })

  it('are the same where nothing is changed, whatever their order and whatever is not known', () => {
    for (const loaded of [
      now,
      { ...now, componentValues: [...now.componentValues, { name: 'zones', value: 1 }] },
      { ...now, componentValues: [{ name: 'odd', value: null }], told: false },
      { ...now, frequency: '' },
    ]) {
      const present = presentTexts(loaded, known)
      const after = orderTexts({ ...order, frequency: loaded.frequency }, { ...known, present })
      expect(JSON.stringify(after)).toBe(JSON.stringify(present))
    }
  })

  it('differ by what is typed, and by the defaults of another plan', () => {
    const present = presentTexts(now, known)
    const typed = { ...order, componentValues: [{ name: 'page_rules', value: 20 }] }
    expect(orderTexts(typed, { ...known, present })).toMatchObject({ page_rules: '20', zones: 'Not known' })
    expect(orderTexts(order, { ...known, present: null })).toMatchObject({ page_rules: '20', zones: '1' })
  })
})
