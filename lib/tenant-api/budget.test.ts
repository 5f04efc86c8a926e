import { RateLimiterMemory } from 'rate-limiter-flexible'
import { describe, expect, test, vi } from 'vitest'
import { makeBudget, ownBudget, parseRatelimit, type Budget, type Work } from './budget'
import { ownLedger } from './ledger'

const memory = () => ({
  ledger: ownLedger(),
  people: new RateLimiterMemory({ points: 1200, duration: 300 }),
})
const read = { write: false }
const write = { write: true }

function saying(ratelimit: string, policy: string, status = 200) {
  return { status, retryAt: null, headers: new Headers({ ratelimit, 'ratelimit-policy': policy }) }
}

const operator = { work: 'act', person: 'operator' } as const
const background = { work: 'background' } as const
const reader = (person: string) => ({ work: 'view', person }) as const

/** Spends for changes of two people, whose shares do not end before the allowance does. */
async function spend(budget: Budget, calls: number, caller?: Work) {
  for (let call = 0; call < calls; call++)
    await budget.take(caller ?? { work: 'act', person: call % 2 ? 'one' : 'other' }, read)
}

test('lets 1,200 calls through, then names the time to come back', async () => {
  const budget = ownBudget()
  await spend(budget, 1200)
  const refusal = await budget.take(operator, write).catch((error) => error)
  expect(refusal).toMatchObject({ code: 'rate_limited', effect: 'none' })
  expect(refusal.retryAt - Date.now()).toBeGreaterThan(290_000)
  expect(await budget.state()).toMatchObject({ limit: 1200, used: 1200, blockedUntil: null })
})

test('keeps 200 back from background work, which cannot eat them by asking', async () => {
  const budget = ownBudget()
  await spend(budget, 1000, background)
  for (let again = 0; again < 50; again++)
    await expect(budget.take(background, read)).rejects.toMatchObject({ code: 'rate_limited' })
  await spend(budget, 200)
  await expect(budget.take(operator, read)).rejects.toMatchObject({ code: 'rate_limited' })
})

test('counts what goes out together at once, and still to the last call', async () => {
  const counter = memory()
  const penalty = vi.spyOn(counter.people, 'penalty')
  const add = vi.spyOn(counter.ledger, 'add')
  const budget = makeBudget(counter)
  await Promise.all(
    ['one', 'other'].flatMap((person) =>
      Array.from({ length: 599 }, () => budget.take({ work: 'act', person }, read)),
    ),
  )
  expect(penalty.mock.calls.slice().sort()).toEqual([
    ['person:one', 599],
    ['person:other', 599],
  ])
  expect(add.mock.calls).toEqual([[expect.objectContaining({ work: 'act', calls: 1198 })]])
  const six = await Promise.allSettled(Array.from({ length: 6 }, () => budget.take(operator, write)))
  expect(six.map(({ status }) => status === 'fulfilled')).toEqual([true, true, false, false, false, false])
  expect(await budget.state()).toMatchObject({ used: 1200 })
})

test('is one allowance for all who count in the same place', async () => {
  const counter = memory()
  const [one, other] = [makeBudget(counter), makeBudget(counter)]
  await spend(one, 700)
  await spend(other, 500)
  await expect(one.take(operator, read)).rejects.toMatchObject({ code: 'rate_limited' })
})

test('learns from the headers what others spend of it', async () => {
  const budget = ownBudget()
  await spend(budget, 1)
  budget.observe(saying('"default";r=180;t=120', '"default";q=1200;w=300'))
  await expect(budget.take(background, read)).rejects.toMatchObject({ code: 'rate_limited' })
  const state = await budget.state()
  expect(state.used).toBeGreaterThanOrEqual(1020)
  expect(state.resetsAt! - Date.now()).toBeLessThan(121_000)
})

test('keeps its own count where upstream has seen fewer, and learns of a larger allowance', async () => {
  const budget = ownBudget()
  await spend(budget, 100)
  budget.observe(saying('"default";r=2990;t=200', '"default";q=3000;w=300'))
  expect(await budget.state()).toMatchObject({ limit: 3000, used: 100 })
})

test('takes calls under way for calls, not for a disagreement', async () => {
  const budget = ownBudget()
  await spend(budget, 30)
  budget.observe(saying('"default";r=1199;t=299', '"default";q=1200;w=300'))
  expect(await budget.state()).toMatchObject({ used: 30 })
})

test('waits out a spent burst, without taking it for the window', async () => {
  const budget = ownBudget()
  budget.observe(saying('"burst";r=0;t=30', '"burst";q=100;w=60'))
  const refusal = await budget.take(operator, read).catch((error) => error)
  expect(refusal.retryAt - Date.now()).toBeLessThan(31_000)
  expect(await budget.state()).toMatchObject({ used: 0 })
})

test('after a 429 stops every instance until upstream said', async () => {
  const counter = memory()
  const [one, other] = [makeBudget(counter), makeBudget(counter)]
  const retryAt = Date.now() + 300_000
  one.observe({ status: 429, headers: new Headers(), retryAt })
  for (const budget of [one, other]) {
    const refusal = await budget.take(operator, write).catch((error) => error)
    expect(Math.abs(refusal.retryAt - retryAt)).toBeLessThan(2_000)
    expect((await budget.state()).blockedUntil).not.toBeNull()
  }
})

describe('where the counter is away', () => {
  const away = async () => Promise.reject(new Error('connection refused'))
  const warn = vi.fn()
  const budget = makeBudget(
    { ledger: { add: away, note: away, read: away }, people: { penalty: away } },
    warn,
  )

  test('some reads go on and the log hears of it', async () => {
    await budget.take(operator, read)
    expect(warn).toHaveBeenCalledOnce()
  })
  test('writes are not sent', async () => {
    await expect(budget.take(operator, write)).rejects.toMatchObject({
      code: 'unavailable',
      effect: 'none',
    })
  })
  test('a run waits for some seconds', async () => {
    const until = await budget.room({ work: 'run', person: 'operator' }, 2)
    expect(until! - Date.now()).toBeGreaterThan(3_000)
    expect(until! - Date.now()).toBeLessThan(6_000)
  })
  test('the meter shows nothing used', async () => {
    expect(await budget.state()).toMatchObject({ limit: 1200, used: 0, resetsAt: null, blockedUntil: null })
  })
})

test('reads that went out while the counter was away are bounded, and counted when it is back', async () => {
  const { ledger, people } = memory()
  const away = () => Promise.reject(new Error('connection refused'))
  const add = vi.fn(away as typeof ledger.add)
  const budget = makeBudget({ ledger: { ...ledger, add }, people })
  const reads = await Promise.allSettled(Array.from({ length: 80 }, () => budget.take(operator, read)))
  expect(reads.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
  add.mockImplementation(ledger.add)
  await budget.take(operator, read)
  await expect.poll(async () => (await budget.state()).used).toBe(51)
})

describe('a run asks before it begins a step', () => {
  const run = () => ({ work: 'run', person: 'operator' }) as const

  test('what it was promised is counted once, is not refused after, and the rest is given back', async () => {
    const budget = ownBudget()
    await spend(budget, 994, background)
    const step = run()
    expect(await budget.room(step, 6)).toBeNull()
    expect(await budget.state()).toMatchObject({ used: 1000 })
    await expect(budget.take(background, read)).rejects.toMatchObject({ code: 'rate_limited' })
    await budget.take(step, write)
    await budget.take(step, read)
    expect(await budget.state()).toMatchObject({ used: 1000 })
    budget.leave(step)
    budget.leave(step)
    await expect.poll(async () => (await budget.state()).used).toBe(996)
  })

  // It would wait for ever, with all of it free.
  test('may begin one that may need more than background work ever gets', async () => {
    const budget = ownBudget({ calls: 120, forPeople: 20 })
    expect(await budget.room(run(), 206)).toBeNull()
    expect(await budget.state()).toMatchObject({ used: 100 })
  })

  test('is told until when to wait, and nothing is counted', async () => {
    const budget = ownBudget()
    await spend(budget, 998, background)
    const until = await budget.room(run(), 3)
    expect(until! - Date.now()).toBeGreaterThan(290_000)
    await expect.poll(async () => (await budget.state()).used).toBe(998)
    const step = run()
    expect(await budget.room(step, 2)).toBeNull()
    // What a step under way leaves is not left until then.
    expect((await budget.room(run(), 1))! - Date.now()).toBeLessThanOrEqual(1_000)
    budget.leave(step)
    await expect.poll(() => budget.room(run(), 1)).toBeNull()
  })

  test('is one of many that come back one after another, as calls are free again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const budget = ownBudget()
      const start = Date.now()
      for (let slot = 0; slot < 10; slot++) {
        await spend(budget, 100, background)
        vi.setSystemTime(start + (slot + 1) * 10_000)
      }
      const untils: number[] = []
      for (let each = 0; each < 2_500; each++) untils.push((await budget.room(run(), 4))!)
      // None before there is something for it, and of those at one moment no more than calls are free then.
      expect(Math.min(...untils)).toBeGreaterThan(start + 300_000)
      const at = new Map<number, number>()
      for (const until of untils) at.set(until, (at.get(until) ?? 0) + 1)
      expect(Math.max(...at.values())).toBeLessThanOrEqual(100)
      expect(Math.max(...untils)).toBeLessThan(start + 3 * 310_000 + 60_000)
      // The first of them finds room.
      vi.setSystemTime(untils[0]!)
      expect(await budget.room(run(), 4)).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })

  test('waits, too, while upstream refuses everything', async () => {
    const budget = ownBudget()
    const step = run()
    await budget.room(step, 2)
    const retryAt = Date.now() + 60_000
    budget.observe({ status: 429, headers: new Headers(), retryAt })
    expect(await budget.room(run(), 1)).toBe(retryAt)
    await expect(budget.take(step, write)).rejects.toMatchObject({ code: 'rate_limited', effect: 'none' })
  })

  test('does not use up the pages of the person in whose name it runs', async () => {
    const budget = ownBudget()
    await spend(budget, 900, run())
    await spend(budget, 75, reader('operator'))
    await spend(budget, 100, operator)
  })
})

describe('an allowance of another size', () => {
  test('is divided as the usual one, or keeps for people what is set', async () => {
    const small = ownBudget({ calls: 120 })
    await spend(small, 100, background)
    await expect(small.take(background, read)).rejects.toMatchObject({ code: 'rate_limited' })
    const kept = ownBudget({ calls: 120, forPeople: 60 })
    await spend(kept, 60, background)
    await expect(kept.take(background, read)).rejects.toMatchObject({ code: 'rate_limited' })
    await spend(kept, 60)
    await expect(kept.take(operator, read)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('follows upstream downwards, and never above what is set', async () => {
    const budget = ownBudget({ calls: 600, forPeople: 300 })
    budget.observe(saying('"default";r=1190;t=200', '"default";q=1200;w=300'))
    expect(await budget.state()).toMatchObject({ limit: 600, used: 0 })
    budget.observe(saying('"default";r=300;t=200', '"default";q=300;w=300'))
    expect(await budget.state()).toMatchObject({ limit: 300 })
    await spend(budget, 150, background)
    await expect(budget.take(background, read)).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('nobody takes everything', () => {
  test('the pages of one person end at a third of it, and say that it is a share', async () => {
    const budget = ownBudget()
    await spend(budget, 400, reader('greedy'))
    const refusal = await budget.take(reader('greedy'), read).catch((error) => error)
    expect(refusal).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('your share') })
    expect(refusal.retryAt - Date.now()).toBeGreaterThan(290_000)
    await budget.take(reader('colleague'), read)
    // What that person changes is not held up by what was read.
    await budget.take({ work: 'act', person: 'greedy' }, write)
    expect(await budget.state()).toMatchObject({ used: 402 })
  })

  test('eight readers at full speed leave a colleague pages, and changes to everybody', async () => {
    const budget = ownBudget()
    for (let round = 0; round < 400; round++)
      for (let person = 0; person < 8; person++) await budget.take(reader(`r${person}`), read).catch(() => {})
    expect((await budget.state()).used).toBeLessThanOrEqual(800)
    await spend(budget, 75, reader('colleague'))
    await spend(budget, 100)
    await spend(budget, 75, reader('another'))
  })

  test('what is kept for changes is not read away by many either', async () => {
    const budget = ownBudget()
    for (let call = 0; call < 1300; call++) await budget.take(reader(`r${call}`), read).catch(() => {})
    expect(await budget.state()).toMatchObject({ used: 1100 })
    await spend(budget, 100)
  })

  test('the changes of one person end at two thirds', async () => {
    const budget = ownBudget()
    await spend(budget, 800, operator)
    await expect(budget.take(operator, write)).rejects.toMatchObject({ code: 'rate_limited', effect: 'none' })
    await budget.take({ work: 'act', person: 'colleague' }, write)
  })
})

describe('what a process knows without asking', () => {
  test('is what its latest call was told', async () => {
    const budget = ownBudget()
    expect(budget.lately()).toMatchObject({ limit: 1200, used: 0, resetsAt: null, blockedUntil: null })
    await spend(budget, 3)
    expect(budget.lately()).toMatchObject({ used: 3, resetsAt: expect.any(Number) })
    budget.observe({ status: 429, headers: new Headers(), retryAt: Date.now() + 60_000 })
    expect(budget.lately().blockedUntil).not.toBeNull()
  })
})

describe('the Ratelimit headers', () => {
  const parse = (ratelimit: string, policy?: string) =>
    parseRatelimit(new Headers({ ratelimit, ...(policy && { 'ratelimit-policy': policy }) }))

  test('as documented, names apart', () => {
    expect(parse('"default";r=50;t=30', '"burst";q=100;w=60')).toEqual([
      { name: 'default', remaining: 50, resetSeconds: 30, quota: 100, windowSeconds: 60 },
    ])
  })
  test('with several policies, in any order, with other parameters and spaces', () => {
    expect(
      parse(
        '"burst"; t=2; r=9 , "a;b,\\"c\\"";r=1100;t=250;pk=:YWJj:',
        '"a;b,\\"c\\"";q=1200;w=300;qu="requests", "burst";w=10;q=20',
      ),
    ).toEqual([
      { name: 'burst', remaining: 9, resetSeconds: 2, quota: 20, windowSeconds: 10 },
      { name: 'a;b,"c"', remaining: 1100, resetSeconds: 250, quota: 1200, windowSeconds: 300 },
    ])
  })
  test('without a policy, or in no such form', () => {
    expect(parse('"default";r=3;t=4')).toEqual([
      { name: 'default', remaining: 3, resetSeconds: 4, quota: null, windowSeconds: null },
    ])
    for (const odd of ['', 'default;r=1', '"open;r=1', '"x"', '"x";r=one', '"x";r=-1', '"x";r=1.5'])
      expect(parse(odd), odd).toEqual([])
  })
})
