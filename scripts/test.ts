import { checks, runChecks } from './checks'

// Everything that tells whether the app works. The last line is the sum.
const total = await runChecks(Object.keys(checks) as (keyof typeof checks)[])
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
