import { beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { TenantApiError } from '@/lib/tenant-api/errors'

const looked: string[] = []
let answers: Record<string, AppError | null> = {}
const ids = ['gone', 'untold', 'ours']
vi.mock('@/lib/audit/belonging', () => ({ accountsWithoutTenant: async () => ids }))
vi.mock('@/lib/tenant-api/client', () => ({ openTenantApi: () => ({}) }))
vi.mock('./access', () => ({
  managedAccount: async (_: unknown, id: string) => {
    looked.push(id)
    if (answers[id]) throw answers[id]
  },
}))

let learnOlder: () => Promise<void>
beforeEach(async () => {
  vi.resetModules()
  ;({ learnOlder } = await import('./older'))
  looked.length = 0
  answers = { gone: new AppError('not_found', ''), untold: new AppError('unavailable', '') }
})

test('an account of which it cannot be told keeps no other waiting, and is looked at once more', async () => {
  await learnOlder()
  expect(looked).toEqual(['gone', 'untold', 'ours', 'untold'])
  await learnOlder()
  expect(looked).toHaveLength(4)
})

test('while Cloudflare cannot be asked, the next round goes on from there', async () => {
  answers.untold = new TenantApiError('unavailable', '')
  await expect(learnOlder()).rejects.toMatchObject({ kind: 'unavailable' })
  answers.untold = null
  await learnOlder()
  expect(looked).toEqual(['gone', 'untold', 'untold', 'ours'])
})
