import { ask, type ExportOutcome } from '@/lib/core/ask'

/** What a person must be told of an export, and when (epoch milliseconds) trying again makes sense, if that is known. */
export type ExportFault = { message: string; retryAt: number | null }

/**
 * Fetches an export and hands the browser the file, also the part that arrived of one that broke off. Returns what a
 * person must be told of it, or null where all is there.
 */
export async function exportFile(address: string): Promise<ExportFault | null> {
  const answer = await fetch(address, { method: 'POST' }).catch(() => null)
  if (!answer)
    return {
      message: 'Tenantdesk could not be reached. Check the connection and try again.',
      retryAt: null,
    }
  if (!answer.ok) return refusalOf(answer)
  const message = await saved(answer)
  return message === null ? null : { message, retryAt: null }
}

async function saved(answer: Response): Promise<string | null> {
  const { parts, cut } = await received(answer.body!)
  const operation = answer.headers.get('x-operation-id')
  // The stream alone does not tell: what stands between may end it as if it were whole.
  const outcome = await ask<ExportOutcome | null>(`/api/exports/${operation}`).catch(() => null)
  const whole = !cut && outcome?.ended === 'well'
  const name = nameOf(answer, whole ? '' : '-not-complete')
  save(new Blob(parts, { type: 'text/csv' }), name)
  if (whole && outcome.complete) return null
  if (whole)
    return `The list is longer than can be exported: the file contains the first ${outcome.rows} rows.`
  const end = outcome
    ? outcome.ended === 'broken'
      ? `The export stopped after ${outcome.rows} rows. ${outcome.why ?? ''}`
      : 'The connection was lost before the whole file arrived.'
    : 'It is not known whether the file is complete.'
  return `${end.trim()} What arrived is in ${name}. Export again to get the complete file.`
}

// One Blob a chunk: those the browser may keep on its disk.
async function received(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<{ parts: Blob[]; cut: boolean }> {
  const parts: Blob[] = []
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { parts, cut: false }
      parts.push(new Blob([value]))
    }
  } catch {
    return { parts, cut: true }
  }
}

async function refusalOf(answer: Response): Promise<ExportFault> {
  const ours = answer.headers.get('content-type')?.startsWith('text/plain')
  const text = ours && (await answer.text().catch(() => '')).trim()
  const seconds = Number(answer.headers.get('retry-after'))
  return {
    message: text || `Nothing was exported: the server answered ${answer.status}. Try again.`,
    retryAt: seconds > 0 ? Date.now() + seconds * 1000 : null,
  }
}

function nameOf(answer: Response, ending: string): string {
  const told = /filename="([^"]+)\.csv"/.exec(answer.headers.get('content-disposition') ?? '')
  return `${told?.[1] ?? 'tenantdesk-export'}${ending}.csv`
}

function save(file: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: name })
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
