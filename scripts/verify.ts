import { spawnSync } from 'node:child_process'
import { main, Refusal } from './console.mjs'

// What a developer runs after every few lines: seconds, no database, no browser.
await main(async () => {
  for (const [title, ...command] of [
    [
      'Lint',
      'eslint',
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint/',
      '--max-warnings',
      '0',
      '.',
    ],
    ['Types', 'tsc', '--noEmit'],
    ['Unit tests', 'vitest', 'run', '--project', 'unit'],
  ] as const) {
    console.log(`› ${title}`)
    if (spawnSync('npx', ['--no-install', ...command], { stdio: 'inherit' }).status !== 0)
      throw new Refusal(`${title} failed.`)
  }
})
