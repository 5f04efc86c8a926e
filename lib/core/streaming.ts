import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'

const streaming = new AsyncLocalStorage<true>()

/**
 * The same rows, for a reading whose rows go out while it reads. Next's request is over for what runs then, so within
 * it nothing may ask who is signed in: that throws from the first batch on, not from the first that comes too late.
 */
export async function* streamed<T, R>(source: AsyncGenerator<T, R>): AsyncGenerator<T, R> {
  const within = <V>(run: () => V) => streaming.run(true, run)
  let result: IteratorResult<T, R> | undefined
  try {
    for (;;) {
      result = await within(() => source.next())
      if (result.done) return result.value
      yield result.value
    }
  } finally {
    if (!result?.done) await within(() => source.return(undefined as R))
  }
}

/** For whatever reads the request: refuses where its answer streams. */
export function refuseWhileStreaming(): void {
  if (streaming.getStore())
    throw new Error('An answer streams: hand its reading what it needs, nothing asks for the session here.')
}
