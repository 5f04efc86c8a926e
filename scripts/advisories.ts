import { spawn } from 'node:child_process'
import { childEnvironment, NETWORK, NPM } from './environment.mjs'

export type Advisories =
  | { asked: true; grave: { name: string; severity: string }[] }
  /** The registry could not be asked, as on a closed network; `reason` is the registry's or npm's text. */
  | { asked: false; reason: string }

/** Asks the registry, by npm's own command, which packages of the lock file have a known fault of severity high or critical. */
export async function askForAdvisories(): Promise<Advisories> {
  const npm = process.env.npm_execpath
  const command = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  const child = spawn(
    command[0]!,
    [...command.slice(1), 'audit', '--json', '--fetch-retries=0', '--fetch-timeout=20000'],
    { env: childEnvironment(NETWORK, NPM), stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 },
  )
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk))
  await new Promise((resolve) => child.once('close', resolve).once('error', resolve))
  return readAdvisories(said)
}

/** Reads the output of `npm audit --json`. */
export function readAdvisories(said: string): Advisories {
  const none: Report = { message: 'npm audit answered nothing that can be read' }
  const { vulnerabilities, message, error } = parse(said) ?? none
  if (!vulnerabilities) return { asked: false, reason: message || error?.summary || none.message! }
  const grave = Object.values(vulnerabilities).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  )
  return { asked: true, grave: grave.map(({ name, severity }) => ({ name, severity })) }
}

type Report = {
  vulnerabilities?: Record<string, { name: string; severity: string }>
  message?: string
  error?: { summary?: string }
}

function parse(said: string): Report | null {
  try {
    return JSON.parse(said) as Report
  } catch {
    return null
  }
}
