import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SERVER_LOG } from '@/e2e/support/env'
import { askForAdvisories } from './advisories'
import { bringBrowser } from './browser'
import { build } from './build'
import { Refusal, seconds } from './console.mjs'
import { childEnvironment } from './environment.mjs'
import { watchParent } from './parent.mjs'

/** What a check counted, and how long each of its tests took, where it has several. */
export type Counts = { passed: number; failed: number; tests: Timed[] }
type Timed = { name: string; ms: number }

const PASSED: Counts = { passed: 1, failed: 0, tests: [] }
const FAILED: Counts = { passed: 0, failed: 1, tests: [] }
const NOTHING: Counts = { passed: 0, failed: 0, tests: [] }

// What testing tools are told through the environment.
const TOOLS = /^(PLAYWRIGHT_|VITEST_|DEBUG$|PWDEBUG$)/

/** Every check by its name. Each counts what it really ran: a crash counts as a failure, and so does running nothing. */
export const checks = {
  Lint: async () => {
    const cache = ['--cache', '--cache-location', 'node_modules/.cache/eslint/']
    return (await run('eslint', [...cache, '--max-warnings', '0', '.'])) ? PASSED : FAILED
  },
  Types: async () => {
    // Next writes the types of the routes first.
    return (await run('next', ['typegen'], 'quiet')) && (await run('tsc', ['--noEmit'])) ? PASSED : FAILED
  },
  Advisories: async () => {
    const answer = await askForAdvisories()
    if (!answer.asked) {
      console.log(
        `Not known here whether a package has a known fault: ${answer.reason}. See docs/security.md.`,
      )
      return NOTHING
    }
    for (const { name, severity } of answer.grave) console.log(`${name}: ${severity} (npm audit tells more)`)
    return answer.grave.length > 0 ? FAILED : PASSED
  },
  'Unit tests': () => vitest('unit'),
  'Integration tests': () => vitest('integration'),
  // One that meets, in eight runs, most of what can happen to one.
  Chaos: async () => {
    const script = ['--conditions=react-server', '--import', 'tsx', 'scripts/chaos.ts']
    const args = ['--runs', '8', '--seed', '474', '--patience', '300']
    return (await start(process.execPath, [...script, ...args])) ? PASSED : FAILED
  },
  Build: async () => {
    await build(new AbortController().signal)
    return PASSED
  },
  'Browser tests': async () => {
    await bringBrowser()
    const counts = await counted(
      (file) =>
        run('playwright', ['test', '--reporter=list,json'], 'loud', { PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
      (report: {
        stats: { expected: number; unexpected: number; flaky: number }
        errors: unknown[]
        suites: Suite[]
      }) => ({
        passed: report.stats.expected,
        failed: report.stats.unexpected + report.stats.flaky + report.errors.length,
        tests: report.suites.flatMap(timedOf),
      }),
    )
    if (counts.passed === 0 && existsSync(SERVER_LOG))
      console.log(readFileSync(SERVER_LOG, 'utf8').slice(-4_000))
    return counts
  },
}

/** Runs checks one after another, each with its duration; returns the sum. None keeps the next from running. */
export async function runChecks(names: (keyof typeof checks)[]): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, tests: [] }
  for (const name of names) {
    const started = performance.now()
    console.log(`\n› ${name}`)
    const counts = await checks[name]().catch((error: unknown) => {
      console.error(error instanceof Refusal ? error.message : error)
      return FAILED
    })
    console.log(`› ${name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds(started)}`)
    total.passed += counts.passed
    total.failed += counts.failed
    total.tests.push(...counts.tests)
  }
  return total
}

function vitest(project: 'unit' | 'integration'): Promise<Counts> {
  return counted(
    (file) =>
      run('vitest', [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile=${file}`,
      ]),
    (report: {
      numPassedTests: number
      numFailedTests: number
      testResults: {
        name: string
        status: string
        assertionResults: { status: string; fullName: string; duration?: number | null }[]
      }[]
    }) => ({
      passed: report.numPassedTests,
      // A file that cannot even be read has failed without a failed test.
      failed:
        report.numFailedTests +
        report.testResults.filter(
          ({ status, assertionResults }) =>
            status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
        ).length,
      tests: report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults.map(({ fullName, duration }) => ({
          name: `${path.relative('', name)} ${fullName}`,
          ms: duration ?? 0,
        })),
      ),
    }),
  )
}

/** Playwright's report: files and `describe`s, with what is in them. */
type Suite = {
  suites?: Suite[]
  specs: { file: string; title: string; tests: { results: { duration: number }[] }[] }[]
}

function timedOf({ suites = [], specs }: Suite): Timed[] {
  const own = specs.map(({ file, title, tests }) => ({
    name: `e2e/${file} ${title}`,
    ms: Math.max(0, ...tests.flatMap(({ results }) => results.map(({ duration }) => duration))),
  }))
  return [...own, ...suites.flatMap(timedOf)]
}

/** Runs something that leaves a JSON report and counts by it. The exit code has the last word. */
async function counted<Report>(
  runInto: (file: string) => Promise<boolean>,
  read: (report: Report) => Counts,
): Promise<Counts> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantdesk-report-'))
  try {
    const file = path.join(folder, 'report.json')
    const succeeded = await runInto(file)
    const counts = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8')) as Report) : FAILED
    const nothingRan = counts.passed + counts.failed === 0
    return { ...counts, failed: counts.failed || Number(nothingRan || !succeeded) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a command of node_modules; resolves with whether it succeeded. */
function run(
  name: string,
  args: string[],
  how: 'loud' | 'quiet' = 'loud',
  env: Record<string, string> = {},
): Promise<boolean> {
  return start(path.join('node_modules/.bin', name), args, how, env)
}

function start(
  file: string,
  args: string[],
  how: 'loud' | 'quiet' = 'loud',
  env: Record<string, string> = {},
): Promise<boolean> {
  const child = spawn(file, args, {
    stdio: how === 'loud' ? 'inherit' : ['ignore', 'ignore', 'inherit'],
    env: { ...childEnvironment(TOOLS), NEXT_TELEMETRY_DISABLED: '1', ...env },
  })
  watchParent(() => child.kill('SIGTERM'))
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}
