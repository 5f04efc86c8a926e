import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import './abort-reasons.mjs'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test.each([
  ['an error', () => new Error('This render completed successfully.')],
  ['no reason', () => undefined],
])('what was aborted with %s does not keep the work in which that happened', async (_, reason) => {
  const aborted: AbortController[] = []
  const works: WeakRef<object>[] = []
  for (let nth = 0; nth < 5; nth++) {
    await new Promise<void>((done) => {
      const work = setImmediate(() => {
        const controller = new AbortController()
        controller.abort(reason())
        aborted.push(controller)
        done()
      })
      works.push(new WeakRef(work))
    })
  }
  await setTimeout(10)
  collect()
  await setTimeout(10)
  collect()
  expect(aborted.every(({ signal }) => signal.aborted)).toBe(true)
  expect(works.filter((work) => work.deref())).toEqual([])
})
