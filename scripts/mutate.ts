import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { createVitest, type TestSpecification } from 'vitest/node'
import config from '../vitest.config'
import { Refusal } from './console.mjs'

// Says how much of the code the tests hold: changes one thing in it, runs the tests of that room, and counts what no
// test noticed. `npm run mutate -- 25 lib/entry`: so many changes, drawn from what begins so. No file is written.

/** The rooms where a fault costs most, and the tests that are to notice one. */
const ROOMS: Record<string, RegExp> = {
  'lib/entry': /^lib\/(entry|core|members|zones)\/|^lib\/audit\/refusals/,
  'lib/auth': /^lib\/(auth|staff)\/|^lib\/audit\/refusals/,
  'lib/audit': /^lib\/(audit|activity)\/|^lib\/accounts\/exports/,
  'lib/tenant-api': /^lib\/tenant-api\//,
}
const EACH = 15
// The same changes every time, until the code changes.
const SEED = 1
const LONGEST_MS = 5 * 60_000

const OTHER: { [kind in ts.SyntaxKind]?: string } = {
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
  [ts.SyntaxKind.AmpersandAmpersandToken]: '||',
  [ts.SyntaxKind.BarBarToken]: '&&',
  [ts.SyntaxKind.QuestionQuestionToken]: '&&',
  [ts.SyntaxKind.PlusToken]: '-',
  [ts.SyntaxKind.MinusToken]: '+',
}

type Mutant = { file: string; line: number; was: string; is: string; code: string }

const [count = EACH, only = ''] = process.argv.slice(2)
const root = process.cwd()
let mutant: Mutant | null = null

const mutating = {
  name: 'mutate',
  enforce: 'pre' as const,
  transform: (_: string, id: string) => (mutant && id === path.join(root, mutant.file) ? mutant.code : null),
}

const open = () =>
  createVitest(
    'test',
    { config: false, watch: false, bail: 1, reporters: [{}], passWithNoTests: true },
    {
      test: {
        projects: config.test!.projects!.map((project) => ({ ...(project as object), plugins: [mutating] })),
      },
    },
  )
let vitest = await open()
let all = await vitest.globTestSpecifications()

try {
  let [killed, total] = [0, 0]
  for (const [room, tests] of Object.entries(ROOMS).filter(
    ([name]) => name.startsWith(only) || only.startsWith(name),
  )) {
    const started = performance.now()
    mutant = null
    if (await fails(tests)) throw new Refusal(`Some tests of ${room} fail as it is.`)
    const drawn = shuffled(mutantsOf(room)).slice(0, Number(count))
    const survived: Mutant[] = []
    for (mutant of drawn) {
      vitest.invalidateFile(path.join(root, mutant.file))
      const noticed = await fails(tests)
      if (!noticed) survived.push(mutant)
      console.log(
        `${noticed ? 'noticed ' : 'SURVIVED'} ${mutant.file}:${mutant.line}  ${mutant.was} → ${mutant.is}`,
      )
      vitest.invalidateFile(path.join(root, mutant.file))
    }
    killed += drawn.length - survived.length
    total += drawn.length
    const minutes = ((performance.now() - started) / 60_000).toFixed(1)
    console.log(`› ${room}: ${drawn.length - survived.length} of ${drawn.length} noticed, ${minutes} min\n`)
  }
  console.log(`${killed} of ${total} changes noticed: ${Math.round((100 * killed) / total)} %`)
} finally {
  // With it goes its PostgreSQL.
  await vitest.close()
}

/** Runs tests until the first fails; returns whether one did, or did not end. */
async function fails(tests: RegExp): Promise<boolean> {
  const wanted = all.filter(({ moduleId }: TestSpecification) => tests.test(path.relative(root, moduleId)))
  const ended = vitest.runTestSpecifications(wanted).then(
    ({ testModules, unhandledErrors }) =>
      unhandledErrors.length > 0 || testModules.some((each) => each.state() === 'failed'),
    () => true,
  )
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, LONGEST_MS, 'late').unref())
  const result = await Promise.race([ended, late])
  if (result !== 'late') return result
  void vitest.close()
  vitest = await open()
  all = await vitest.globTestSpecifications()
  return true
}

/** Every change of a room that is tried: of conditions, operators and truths, and what is done left undone. */
function mutantsOf(room: string): Mutant[] {
  return readdirSync(room)
    .map((name) => `${room}/${name}`)
    .filter((file) => file.startsWith(only) || room.startsWith(only))
    .filter((file) => /(?<!\.(test|fixture))\.ts$/.test(file))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
      const found: Mutant[] = []
      const change = (node: ts.Node, is: string) => {
        const [start, end] = [node.getStart(source), node.getEnd()]
        const line = source.getLineAndCharacterOfPosition(start).line + 1
        const was = short(text.slice(start, end))
        found.push({ file, line, was, is: short(is), code: text.slice(0, start) + is + text.slice(end) })
      }
      const visit = (node: ts.Node): void => {
        // Types do nothing, and what is imported is asked for by its name.
        if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return
        if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
          const condition = ts.isIfStatement(node) ? node.expression : node.condition
          change(condition, 'true')
          change(condition, 'false')
        }
        if (ts.isBinaryExpression(node) && OTHER[node.operatorToken.kind])
          change(node.operatorToken, OTHER[node.operatorToken.kind]!)
        if (node.kind === ts.SyntaxKind.TrueKeyword) change(node, 'false')
        if (node.kind === ts.SyntaxKind.FalseKeyword) change(node, 'true')
        if (ts.isThrowStatement(node)) change(node, ';')
        if (ts.isExpressionStatement(node) && /^(await |void )?[\w.]+\(/.test(node.getText(source)))
          change(node, ';')
        ts.forEachChild(node, visit)
      }
      visit(source)
      return found
    })
}

function short(code: string): string {
  return code === ';' ? 'nothing' : code.replaceAll(/\s+/g, ' ').slice(0, 70)
}

function shuffled<T>(list: T[]): T[] {
  let state = SEED
  // A linear congruential generator is as random as this needs.
  const random = () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
