import { checks, runChecks } from './checks'

// Everything that tells whether the app works. The last line is the sum.
const total = await runChecks(Object.keys(checks) as (keyof typeof checks)[])
const slowest = total.tests.sort((a, b) => b.ms - a.ms).slice(0, 20)
console.log('\n› The slowest tests')
for (const { name, ms } of slowest) console.log(`${(ms / 1000).toFixed(1).padStart(6)} s  ${name}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
