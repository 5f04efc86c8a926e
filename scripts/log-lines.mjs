import { Transform } from 'node:stream'

// What belongs together (a stack, a notice of several lines) is written at once: quiet for so long ends it.
const TOGETHER_MS = 50
const LINES_MAX = 200
const TEXT_MAX = 16_384
// As lib/core/log.ts, which blanks them in what the app itself logs.
const CREDENTIAL = /\b(?:cf(?:k|ut|at)_[A-Za-z0-9_-]{20,}|[0-9a-z]{37})\b/g
const COLOUR = /\x1b\[[0-9;]*m/g

/**
 * Returns a stream that makes a log of JSON lines of what a process prints: lines of JSON pass, and what is printed
 * between them, such as Next's own notices and stacks, becomes one line each, of a level (pino's numbers).
 * @param {number} level
 */
export function logLines(level) {
  let rest = ''
  /** @type {string[]} */
  let held = []
  /** @type {NodeJS.Timeout | undefined} */
  let quiet
  /** @param {Transform} stream */
  function flush(stream) {
    clearTimeout(quiet)
    const text = held.join('\n').replace(COLOUR, '').replace(CREDENTIAL, '[redacted]').trim()
    held = []
    if (text)
      stream.push(
        `${JSON.stringify({ level, time: Date.now(), log: 'output', msg: text.slice(0, TEXT_MAX) })}\n`,
      )
  }
  return new Transform({
    transform(chunk, _, done) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (isJson(line)) {
          flush(this)
          this.push(`${line}\n`)
        } else if (held.push(line) >= LINES_MAX) flush(this)
      }
      clearTimeout(quiet)
      if (held.length > 0) quiet = setTimeout(flush, TOGETHER_MS, this)
      done()
    },
    flush(done) {
      if (isJson(rest)) this.push(`${rest}\n`)
      else held.push(rest)
      flush(this)
      done()
    },
  })
}

/** @param {string} line */
function isJson(line) {
  if (!line.startsWith('{') || !line.endsWith('}')) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
