import 'server-only'
import pino from 'pino'
import { env } from '@/lib/env'

// Old global keys are 37 lower-case letters and digits; the newer kinds carry a prefix (tenant-api §4.4).
const CREDENTIAL = /\b(?:cf(?:k|ut|at)_[A-Za-z0-9_-]{20,}|[0-9a-z]{37})\b/g

/** Blanks everything that looks like a Cloudflare credential. */
export function redact(text: string): string {
  return text.replace(CREDENTIAL, '[redacted]')
}

let instance: pino.Logger | null = null

/** The process's log: JSON lines on stdout, credentials blanked wherever they appear in a string. */
export function log(): pino.Logger {
  instance ??= pino({
    level: env().LOG_LEVEL,
    base: null,
    redact: {
      paths: [
        'password',
        '*.password',
        'apiKey',
        '*.apiKey',
        'value',
        '*.value',
        'headers',
        '*.headers',
        'cookie',
      ],
      censor: '[redacted]',
    },
    hooks: {
      streamWrite: redact,
    },
  })
  return instance
}
