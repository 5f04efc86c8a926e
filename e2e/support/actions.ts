import { readFileSync } from 'node:fs'
import type { APIRequestContext, APIResponse } from '@playwright/test'
import { running } from './env'

/** A server action as the build knows it. */
export type Action = {
  id: string
  export: string
  /** An address that the action can be posted to. */
  path: string
}

/** Returns every server action of the production build, from the build's own list: none can be left out. */
export function builtActions(): Action[] {
  const { node } = manifest('server/server-reference-manifest.json') as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>
  }
  return Object.entries(node).map(([id, { exportedName, workers }]) => ({
    id,
    export: exportedName,
    path: addressOf(Object.keys(workers)[0]!),
  }))
}

/** Returns the address of every page and handler of the production build, with its parameters as `[name]`. */
export function builtRoutes(): string[] {
  return Object.values(manifest('app-path-routes-manifest.json') as Record<string, string>)
}

function manifest(name: string): unknown {
  return JSON.parse(readFileSync(`.next/${name}`, 'utf8'))
}

/** Posts an action as a browser would, with the request context's cookies; `headers` override ours. */
export function post(
  request: APIRequestContext,
  action: Action,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<APIResponse> {
  const { address } = running()
  return request.post(`${address}${action.path}`, {
    headers: {
      'next-action': action.id,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
      origin: address,
      ...headers,
    },
    data: JSON.stringify([input]),
    maxRedirects: 0,
  })
}

/** The result of an action: `{ ok, data }` or `{ ok, error }`. */
export async function resultOf(answer: APIResponse): Promise<{
  ok: boolean
  data?: unknown
  error?: { code: string; message: string; fields: Record<string, string> }
}> {
  const text = await answer.text()
  const line = text.split('\n').find((each) => /^\d+:\{"ok":/.test(each))
  if (!line) throw new Error(`No result in ${answer.status()} ${text.slice(0, 300)}`)
  return JSON.parse(line.slice(line.indexOf(':') + 1))
}

// 'app/(desk)/accounts/[accountId]/settings/page' is at /accounts/x/settings.
function addressOf(worker: string): string {
  const parts = worker.split('/').slice(1, -1)
  return `/${parts
    .filter((part) => !part.startsWith('('))
    .map((part) => (part.startsWith('[') ? 'x' : part))
    .join('/')}`
}

/** Asks for a page, or as one of its pages for a handler of ours; exports and files are posted. */
export function askAsPage(
  request: APIRequestContext,
  at: string,
  options: { maxRedirects?: number } = {},
): Promise<APIResponse> {
  return request.fetch(at, {
    method: /\/(export|upload)(\?|$)/.test(at) ? 'POST' : 'GET',
    headers: { 'sec-fetch-site': 'same-origin' },
    ...options,
  })
}
