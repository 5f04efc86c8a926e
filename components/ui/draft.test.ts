import { beforeEach, expect, test, vi } from 'vitest'

/** A tab of a browser: its store survives a reload, which evaluates the module anew. */
let store: Record<string, string>
const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')

beforeEach(() => {
  store = {}
  const methods = {
    getItem: (name: string) => store[name] ?? null,
    setItem: (name: string, value: string) => void (store[name] = value),
    removeItem: (name: string) => void delete store[name],
  }
  vi.stubGlobal(
    'sessionStorage',
    new Proxy(methods, {
      ownKeys: () => Object.keys(store),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    }),
  )
})

async function reload(secret: string) {
  vi.resetModules()
  const drafts = await import('./draft')
  await drafts.openDrafts(secret)
  return drafts
}
const sealed = () => vi.waitFor(() => expect(Object.keys(store)).toHaveLength(1))

test('what is typed lies sealed in the tab, and opens after a reload to the same person', async () => {
  const drafts = await reload(key(1))
  drafts.writeDraft('zone', { name: 'half-typed.example' })
  await sealed()
  expect(JSON.stringify(store)).not.toContain('half-typed')
  expect((await reload(key(1))).rawDraft('zone')).toEqual({ name: 'half-typed.example' })
})

test('what a key does not open, or what lies there in clear, is forgotten', async () => {
  ;(await reload(key(1))).writeDraft('zone', { name: 'half-typed.example' })
  await sealed()
  store['tenantdesk:draft:old'] = '{"name":"in clear"}'
  const other = await reload(key(2))
  expect([other.rawDraft('zone'), other.rawDraft('old'), store]).toEqual([null, null, {}])
})

test('a draft is bound to its form', async () => {
  ;(await reload(key(1))).writeDraft('zone', { name: 'half-typed.example' })
  await sealed()
  store = { 'tenantdesk:draft:token': Object.values(store)[0]! }
  expect((await reload(key(1))).rawDraft('token')).toBeNull()
})

test('the latest of many writes is kept, and nothing of what was forgotten meanwhile', async () => {
  const drafts = await reload(key(1))
  for (let nth = 0; nth < 50; nth++) drafts.writeDraft('zone', { nth })
  await sealed()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await reload(key(1))).rawDraft('zone')).toEqual({ nth: 49 })

  const again = await reload(key(1))
  again.writeDraft('zone', { nth: 50 })
  again.clearDrafts()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect([store, again.rawDraft('zone')]).toEqual([{}, null])
})

test('another tab’s sign-out clears this one', async () => {
  const drafts = await reload(key(1))
  const stop = drafts.followClearing()
  drafts.writeDraft('zone', { name: 'half-typed.example' })
  await sealed()
  vi.resetModules()
  const otherTab = await import('./draft')
  otherTab.clearDrafts()
  await vi.waitFor(() => expect(drafts.rawDraft('zone')).toBeNull())
  expect(store).toEqual({})
  stop()
})

test('without WebCrypto nothing is written, and the page has it while it lasts', async () => {
  vi.stubGlobal('crypto', {})
  const drafts = await reload(key(1))
  drafts.writeDraft('zone', { name: 'half-typed.example' })
  expect([drafts.rawDraft('zone'), store]).toEqual([{ name: 'half-typed.example' }, {}])
  vi.unstubAllGlobals()
})
