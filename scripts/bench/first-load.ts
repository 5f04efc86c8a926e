import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { Refusal } from '../console.mjs'
import { runNext } from '../next.mjs'

/**
 * Builds a Next app of one empty page in `directory`, which lies in the checkout so that Turbopack takes the same
 * packages; returns how many bytes of JavaScript that page loads first, gzipped.
 */
export async function emptyPage(directory: string): Promise<number> {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(path.join(directory, 'app/made'), { recursive: true })
  const files = {
    'package.json': '{ "type": "module", "private": true }',
    'app/layout.js': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>',
    'app/page.js': 'export default () => null',
    // For what a page costs that is made for every request.
    'app/made/page.js': `import { connection } from 'next/server'
export default () => connection().then(() => null)`,
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(directory, name), content)
  const next = runNext(['build', directory], {}, new AbortController().signal)
  if ((await next.ended) !== 0) throw new Refusal(`The empty page could not be built:\n${next.output()}`)
  const html = readFileSync(path.join(directory, '.next/server/app/index.html'), 'utf8')
  return scriptsOf(html).reduce((sum, script) => sum + gzippedFile(path.join(directory, chunk(script))), 0)
}

/** How many bytes of JavaScript a page of the built app loads first, gzipped. */
export function firstLoad(html: string): number {
  return scriptsOf(html).reduce((sum, script) => sum + gzipped(script), 0)
}

/**
 * Every script that the page asks for by itself: in tags, and in the data from which its client components are brought
 * to life. What `nomodule` keeps from today's browsers does not count.
 */
function scriptsOf(html: string): string[] {
  const named = (text: string) => text.match(/\/_next\/static\/chunks\/[^"'\\?]+\.js/g) ?? []
  const legacy = (html.match(/<script\b[^>]*\snomodule\b[^>]*>/gi) ?? []).flatMap(named)
  return [...new Set(named(html))].filter((script) => !legacy.includes(script))
}

function chunk(url: string): string {
  return url.replace(/^\/_next\//, '.next/')
}

function gzippedFile(file: string): number {
  return gzipSync(readFileSync(file)).length
}

/** The bytes of a script of the built app, gzipped. */
export function gzipped(url: string): number {
  return gzippedFile(chunk(url))
}
