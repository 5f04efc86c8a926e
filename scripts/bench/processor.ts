import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Refusal } from '../console.mjs'
import { runNext } from '../next.mjs'
import { freePort } from '../postgres'
import type { App } from './app'
import { childOf } from './memory'

const ROUNDS = 8
const PAGES = 20
const WARM_PAGES = 150

/** Milliseconds of processor a page takes: one of ours, and an empty one that is made for every request as well. */
type Cost = { page: number; empty: number }

/**
 * What each page costs, and the empty one in turn with it. In processor time, which other work on the machine does not
 * change; one process has one thread for pages, so its pages a second are the inverse. `empty`: where `emptyPage` has
 * built.
 */
export async function costs(
  app: App,
  cookie: string,
  addresses: string[],
  empty: string,
): Promise<Record<string, Cost[]>> {
  const port = await freePort()
  const next = runNext(['start', empty, '-p', String(port)], {}, new AbortController().signal)
  try {
    const plain = { url: `http://localhost:${port}/made`, pid: next.pid }
    await answering(plain.url)
    const server = childOf(app.running.pid, 'next-server')
    const found: Record<string, Cost[]> = {}
    for (let at = 0; at < WARM_PAGES; at++) await open(plain.url, cookie)
    for (const address of addresses) {
      const url = `${app.running.address}${address}`
      for (let at = 0; at < WARM_PAGES; at++) await open(url, cookie)
      found[address] = []
      for (let round = 0; round < ROUNDS; round++) {
        const page = await cost(server, url, cookie)
        found[address].push({ page, empty: await cost(plain.pid, plain.url, cookie) })
      }
    }
    return found
  } finally {
    await next.stop()
  }
}

async function cost(pid: number, url: string, cookie: string): Promise<number> {
  const before = processorTime(pid)
  for (let at = 0; at < PAGES; at++) await open(url, cookie)
  return (processorTime(pid) - before) / PAGES
}

/** Processor time that a process has used, in milliseconds: Linux counts in hundredths of a second. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function open(url: string, cookie: string): Promise<void> {
  const response = await fetch(url, { headers: { cookie } })
  await response.text()
  if (!response.ok) throw new Refusal(`${url} was answered ${response.status}.`)
}

async function answering(url: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await setTimeout(100))
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
  throw new Refusal('The empty page was not served.')
}
