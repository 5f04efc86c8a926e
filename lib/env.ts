import 'server-only'
import { z } from 'zod'

/** What a sign-in looks at, in characters: more than a password may have, less than would be work to refuse. */
export const SIGN_IN_PASSWORD_MAX = 1024

/** The calls in five minutes that Cloudflare allows where nothing else is agreed (tenant-api §4.1). */
export const USUAL_CALLS = 1200

export const CLOUDFLARE_API = 'https://api.cloudflare.com/client/v4'

/** A variable that cannot be used. The message is one sentence that names it and never quotes a secret. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

const text = z.string().trim()
const secret = z.string().min(1)
const httpUrl = text
  .refine(isHttpUrl, 'must be an http or https URL, such as https://example.com/path')
  .transform((url) => url.replace(/\/+$/, ''))

const origin = httpUrl.refine(
  hasNoPath,
  'must be an address without a path, such as https://console.example.com',
)
// Not z.coerce, which reads a space as 0.
const whole = (fault: string) => text.regex(/^\d+$/, fault).transform(Number)

const postgresUrl = text.refine(
  isPostgresUrl,
  'must be a PostgreSQL URL, such as postgresql://user:password@host:5432/database',
)

/** What an operator may set (README, "Settings"). Everything is optional: a first run needs nothing. */
const settings = z.object({
  PORT: whole('must be a port number between 0 and 65535')
    .pipe(z.number().max(65535, 'must be a port number between 0 and 65535'))
    .default(3000),
  HOST: text.regex(/^[\w.:-]+$/, 'must be a host name or an address, without a port').default('localhost'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  /** The role that migrates and owns, so that the app's own cannot change the audit. Never reaches the server. */
  DATABASE_OWNER_URL: postgresUrl.optional(),
  CLOUDFLARE_EMAIL: text.regex(/^\S+@\S+$/, 'must be an email address').optional(),
  CLOUDFLARE_API_KEY: text.regex(/^[\x21-\x7e]+$/, 'must be a key without spaces').optional(),
  CLOUDFLARE_API_TOKEN: text.regex(/^[\x21-\x7e]+$/, 'must be a token without spaces').optional(),
  CLOUDFLARE_BASE_URL: httpUrl.optional(),
  /** How many calls the upstream takes in five minutes, for everybody together (lib/tenant-api/budget.ts). */
  CLOUDFLARE_CALLS_PER_5_MINUTES: whole('must be a whole number, such as 1200')
    .pipe(z.number().min(1, 'must be at least 1'))
    .optional(),
  /** How many of them runs and background work leave to people. */
  CLOUDFLARE_CALLS_FOR_PEOPLE: whole('must be a whole number, such as 200').optional(),
  NEXTAUTH_URL: origin.optional(),
  NEXTAUTH_SECRET: secret.min(16, 'must be at least 16 characters long').optional(),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: text
    .refine(isAesKey, 'must be 16, 24 or 32 random bytes in base64, as `openssl rand -base64 32` prints')
    .optional(),
  /** What is personal at rest is encrypted with it (lib/core/seal.ts). */
  DATA_KEY: text
    .refine(isDataKey, 'must be 32 random bytes in base64, as `openssl rand -base64 32` prints')
    .optional(),
  /** The former one, while `npm run rotate DATA_KEY` encrypts anew with another. */
  DATA_KEY_BEFORE: text
    .refine(isDataKey, 'must be the former DATA_KEY: 32 random bytes in base64')
    .optional(),
  /** How many proxies of the operator's own stand in front; the client's address is what the outermost of them saw. */
  TRUSTED_PROXIES: whole('must be a whole number, such as 1').default(0),
  ADMIN_EMAIL: text
    .toLowerCase()
    .pipe(z.email('must be an email address').max(254, 'must be at most 254 characters long'))
    .optional(),
  ADMIN_PASSWORD: secret
    .min(12, 'must be at least 12 characters long')
    .max(SIGN_IN_PASSWORD_MAX, `must be at most ${SIGN_IN_PASSWORD_MAX} characters long`)
    .optional(),
  /** With real credentials, too, go on where something travels in the clear. */
  ALLOW_INSECURE: z
    .enum(['0', '1'], { error: 'must be 1, or left out' })
    .transform((value) => value === '1')
    .optional(),
  /** A JSON file that adds to the plan catalogue (lib/subscriptions/catalogue-file.ts). */
  PLAN_CATALOGUE: text.optional(),
  /** `manual`: the directory is read only when somebody asks for it (lib/directory). */
  DIRECTORY_REFRESH: z.enum(['always', 'manual'], { error: 'must be always or manual' }).default('always'),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: 'must be one of silent, fatal, error, warn, info, debug and trace',
    })
    .default('info'),
})

/** What the launcher hands to the server: what it needs of the operator's settings, with every gap filled. */
const complete = settings
  .omit({
    DATABASE_OWNER_URL: true,
    DATA_KEY_BEFORE: true,
    ADMIN_EMAIL: true,
    ADMIN_PASSWORD: true,
    ALLOW_INSECURE: true,
  })
  .extend({
    DATABASE_URL: settings.shape.DATABASE_URL.unwrap(),
    CLOUDFLARE_EMAIL: settings.shape.CLOUDFLARE_EMAIL.unwrap(),
    CLOUDFLARE_API_KEY: settings.shape.CLOUDFLARE_API_KEY.unwrap(),
    CLOUDFLARE_BASE_URL: settings.shape.CLOUDFLARE_BASE_URL.unwrap(),
    NEXTAUTH_URL: settings.shape.NEXTAUTH_URL.unwrap(),
    NEXTAUTH_SECRET: settings.shape.NEXTAUTH_SECRET.unwrap(),
    DATA_KEY: settings.shape.DATA_KEY.unwrap(),
    /** Set by the launcher, and only when the upstream is the sandbox it started. */
    SANDBOX_CONTROL_URL: httpUrl.optional(),
  })

/** The names of the variables that the server gets. */
export const SERVER_VARIABLES = Object.keys(complete.shape)

export type Settings = z.infer<typeof settings>
export type Env = z.infer<typeof complete>

/**
 * The variables an operator set, parsed, with defaults. For the launcher. Throws an EnvError for a bad variable, half a
 * credential pair, or a base URL that no credential goes with.
 */
export function parseSettings(source: Record<string, string | undefined>): Settings {
  const parsed = parse(settings, source)
  const { CLOUDFLARE_EMAIL: email, CLOUDFLARE_API_KEY: key } = parsed
  if (email && !key)
    throw new EnvError(
      'CLOUDFLARE_EMAIL is set without CLOUDFLARE_API_KEY: set both, or neither for the sandbox.',
    )
  if (key && !email)
    throw new EnvError(
      'CLOUDFLARE_API_KEY is set without CLOUDFLARE_EMAIL: set both, or neither for the sandbox.',
    )
  for (const name of ['CLOUDFLARE_BASE_URL', 'CLOUDFLARE_API_TOKEN'] as const) {
    if (parsed[name] && !key) {
      throw new EnvError(
        `${name} is set without CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY: set these too, or leave it out for the sandbox.`,
      )
    }
  }
  const { CLOUDFLARE_CALLS_PER_5_MINUTES: calls = USUAL_CALLS, CLOUDFLARE_CALLS_FOR_PEOPLE: kept = 0 } =
    parsed
  if (kept >= calls) {
    throw new EnvError(
      `CLOUDFLARE_CALLS_FOR_PEOPLE must be less than the ${calls} of CLOUDFLARE_CALLS_PER_5_MINUTES, or runs never go on.`,
    )
  }
  if (parsed.DATABASE_OWNER_URL && !parsed.DATABASE_URL) {
    throw new EnvError(
      'DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither for the embedded PostgreSQL.',
    )
  }
  return parsed
}

/**
 * Returns the server's environment, parsed at the first call and kept. Never called while building, so a build needs no variable.
 * Throws an EnvError when the server was not started by the launcher and something it needs is missing.
 */
export function env(): Env {
  cached ??= parse(complete, process.env)
  return cached
}
let cached: Env | undefined

function parse<T extends z.ZodType>(schema: T, source: Record<string, string | undefined>): z.infer<T> {
  // An empty variable is how compose files and shells say "not set".
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const result = schema.safeParse(set)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const name = String(issue.path[0])
  throw new EnvError(
    set[name] === undefined ? `${name} is not set: start with npm start.` : `${name} ${issue.message}.`,
  )
}

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password
}

function hasNoPath(value: string): boolean {
  const { pathname, search, hash } = new URL(value)
  return pathname === '/' && search === '' && hash === ''
}

function isPostgresUrl(value: string): boolean {
  return URL.canParse(value) && /^postgres(ql)?:\/\/[^/]+\/[^/]+$/.test(value.split('?')[0]!)
}

function isAesKey(value: string): boolean {
  return [16, 24, 32].includes(Buffer.from(value, 'base64').length)
}

function isDataKey(value: string): boolean {
  return Buffer.from(value, 'base64').length === 32
}
