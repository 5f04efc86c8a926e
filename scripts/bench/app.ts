import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type Page, type Request } from '@playwright/test'
import { installedBrowser } from '../browser'
import { Refusal } from '../console.mjs'
import { readSecrets } from '../data-dir'
import type { Running } from '../start'

/** A call as the sandbox remembers it. */
export type Call = {
  method: string
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body: unknown
}

/** A server action's request as the browser sent it, to be sent again. */
export type Captured = { url: string; headers: Record<string, string>; input: Record<string, unknown> }

const ADMIN = { email: 'bench@example.com', password: 'correct horse battery staple' }

/** The app as `npm start` runs it, with a sandbox and a database of its own. */
export class App {
  private constructor(
    private readonly dataDir: string,
    readonly stop: () => Promise<void>,
    /** From the command to "is ready". */
    readonly milliseconds: number,
  ) {}

  /**
   * Starts the app on `dataDir`, with `env` in addition; throws a Refusal with its output when it exits before it is
   * ready.
   */
  static async start(dataDir: string, env: Record<string, string> = {}): Promise<App> {
    const started = performance.now()
    const child = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PORT: '0',
        HOST: 'localhost',
        DATA_DIR: dataDir,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        DIRECTORY_REFRESH: 'manual',
        // The bench measures against the sandbox, whatever the shell has set.
        DATABASE_URL: '',
        DATABASE_OWNER_URL: '',
        CLOUDFLARE_EMAIL: '',
        CLOUDFLARE_API_KEY: '',
        CLOUDFLARE_API_TOKEN: '',
        CLOUDFLARE_BASE_URL: '',
        NEXTAUTH_URL: '',
        NEXTAUTH_SECRET: '',
        DATA_KEY: '',
        ...env,
      },
    })
    const kill = () => void child.kill('SIGTERM')
    process.once('exit', kill)
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    let said = ''
    await new Promise<void>((ready, failed) => {
      const hear = (chunk: Buffer) => {
        said += chunk
        if (said.includes('Tenantdesk is ready')) ready()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      void ended.then(() => failed(new Refusal(`The app did not start:\n${said.trim()}`)))
    })
    const stop = async () => {
      process.off('exit', kill)
      kill()
      await ended
    }
    return new App(dataDir, stop, performance.now() - started)
  }

  get running(): Running {
    return JSON.parse(readFileSync(path.join(this.dataDir, 'running.json'), 'utf8')) as Running
  }

  /** GET on the sandbox's control API. */
  async look<T>(at: string): Promise<T> {
    return (await (await this.control('GET', at)).json()) as T
  }

  /** Any other call of the sandbox's control API. */
  async control(method: string, at: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.running.upstream.sandboxControlUrl}${at}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`The sandbox answered ${response.status}: ${await response.text()}`)
    return response
  }

  /** Makes one call of the Tenant API with nothing around it. */
  async bare({ method, path, query, headers: sent, body }: Call): Promise<unknown> {
    const { baseUrl, email, apiKey, apiToken } = this.running.upstream
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => [value].flat().map((each) => [name, each])),
    )
    // With the credential that the app sent.
    const headers: Record<string, string> =
      'authorization' in sent
        ? { authorization: `Bearer ${apiToken}` }
        : { 'x-auth-email': email, 'x-auth-key': apiKey }
    if (body !== null) headers['content-type'] = 'application/json'
    const response = await fetch(`${baseUrl}${path}${search.size > 0 ? `?${search}` : ''}`, {
      method,
      headers,
      body: body === null ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} bare was answered ${response.status}: ${text}`)
    return (JSON.parse(text) as { result: unknown }).result
  }

  /** Signs in and creates an account in a browser; returns the session's cookies and the request that created it. */
  async capture(): Promise<{ cookie: string; create: Captured }> {
    const browser = await launch()
    try {
      const page = await browser.newPage({ baseURL: this.running.address })
      await signIn(page)
      const request = await createAccount(page)
      const cookies = await page.context().cookies()
      const sent = await request.allHeaders()
      const kept = ['accept', 'content-type', 'next-action', 'next-router-state-tree', 'origin', 'cookie']
      const [input] = JSON.parse(request.postData() ?? '[]') as [Record<string, unknown>]
      return {
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
        create: {
          url: request.url(),
          headers: Object.fromEntries(kept.flatMap((name) => (sent[name] ? [[name, sent[name]]] : []))),
          input,
        },
      }
    } finally {
      await browser.close()
    }
  }
}

/** Lets this process work on the app's database with the app's own code. */
export function asWorker({ running }: App, dataDir: string): void {
  Object.assign(process.env, {
    DATABASE_URL: running.databaseUrl,
    DATA_KEY: readSecrets(dataDir).dataKey,
    DATA_DIR: dataDir,
    NEXTAUTH_URL: running.address,
    NEXTAUTH_SECRET: 'of no use here, but asked for',
    CLOUDFLARE_EMAIL: 'nobody@example.com',
    CLOUDFLARE_API_KEY: 'a'.repeat(37),
    CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9/client/v4',
  })
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(ADMIN.email)
  await page.getByLabel('Password').fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Managed Accounts' }).first().waitFor()
}

async function createAccount(page: Page): Promise<Request> {
  await page.goto('/accounts/new')
  const name = `Captured ${Date.now()}`
  await page.getByLabel('Account Name', { exact: true }).fill(name)
  const unit = page.getByLabel('Tenant Unit', { exact: true })
  if (!(await unit.inputValue())) await unit.selectOption({ index: 1 })
  const sent = page.waitForRequest((request) => 'next-action' in request.headers())
  await page.getByRole('button', { name: 'Add Account' }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  return sent
}

/** A browser with an empty cache. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: installedBrowser() ?? undefined,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
