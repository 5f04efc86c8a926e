import { runChecks } from './checks'

// For every few lines written: no database, no build, no browser.
const total = await runChecks(['Lint', 'Types', 'Unit tests'])
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
