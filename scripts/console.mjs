// Plain JavaScript, because it also speaks before anything is installed.

/** A refusal to go on, in one sentence for the person at the terminal. */
export class Refusal extends Error {
  name = 'Refusal'
}

/**
 * Runs `work` behind one progress line that ends with how long it took.
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now()
  process.stdout.write(`› ${title}… `)
  try {
    const result = await work()
    process.stdout.write(`${seconds(started)}\n`)
    return result
  } catch (error) {
    process.stdout.write(error instanceof Error && error.name === 'AbortError' ? 'stopped\n' : 'failed\n')
    throw error
  }
}

/**
 * The time since a `performance.now()` reading, such as "1.4 s".
 * @param {number} since
 */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

/**
 * Runs a command: a refusal becomes one sentence on stderr and exit code 1, anything unexpected keeps its stack.
 * @param {() => Promise<void>} command
 */
export async function main(command) {
  try {
    await command()
  } catch (error) {
    console.error(sentence(error) ?? error)
    process.exitCode = 1
  }
}

/** @param {unknown} error */
function sentence(error) {
  if (!(error instanceof Error)) return null
  if (['Refusal', 'EnvError'].includes(error.name)) return error.message
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error)
  if (!path || !['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code ?? '')) return null
  return `${path} cannot be used by this user (${code}): give it that right, or use another folder.`
}
