import { expect, test } from 'vitest'
import { logLines } from './log-lines.mjs'

async function logged(...chunks: string[]): Promise<Record<string, unknown>[]> {
  const stream = logLines(50)
  let text = ''
  stream.on('data', (data) => (text += data))
  for (const chunk of chunks) stream.write(chunk)
  await new Promise((resolve) => stream.on('end', resolve).end())
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('lines of JSON pass as they are, also in pieces', async () => {
  expect(await logged('{"level":30,"msg":"a"}\n{"le', 'vel":30,"msg":"b"}\n{"level":30}')).toEqual([
    { level: 30, msg: 'a' },
    { level: 30, msg: 'b' },
    { level: 30 },
  ])
})

test('a stack is one line, in its order, without colours and credentials', async () => {
  const key = '0123456789abcdefghijklmnopqrstuvwxyz1'
  const lines = await logged(
    '{"msg":"before"}\n',
    `\u001b[31m⨯\u001b[0m Error: ${key}\n    at one (file.js:1)\n`,
    '    at two (file.js:2) {\n  digest: 1\n}\n{"msg":"after"}\n',
  )
  expect(lines).toMatchObject([
    { msg: 'before' },
    {
      level: 50,
      log: 'output',
      msg: '⨯ Error: [redacted]\n    at one (file.js:1)\n    at two (file.js:2) {\n  digest: 1\n}',
    },
    { msg: 'after' },
  ])
})

test('what is very long is cut, and empty lines are nothing', async () => {
  const [only, ...more] = await logged(`\n\n${'x'.repeat(100_000)}\n\n`)
  expect(String(only!.msg).length).toBeLessThan(20_000)
  expect(more).toEqual([])
})
