import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const FOLDERS = ['app', 'components', 'docs', 'e2e', 'lib', 'scripts']
const DOCUMENT = readFileSync('docs/tenant-api.md', 'utf8')
const SECTIONS = [...DOCUMENT.matchAll(/^##+ (\d+(?:\.\d+)?)\.? /gm)].map(([, number]) => number)

test('every section of docs/tenant-api.md that is cited exists there, once', () => {
  const cited = FOLDERS.flatMap(files).flatMap((file) =>
    citations(readFileSync(file, 'utf8')).map((section) => ({ file, section })),
  )
  expect(cited.length).toBeGreaterThan(50)
  expect(cited.filter(({ section }) => !SECTIONS.includes(section))).toEqual([])
  expect(SECTIONS.filter((section, place) => SECTIONS.indexOf(section) !== place)).toEqual([])
})

/** Every section sign is one of this document, but those that name another. */
function citations(text: string): string[] {
  return [...text.matchAll(/(NIST SP \S+ )?§(\d+(?:\.\d+)?)/g)]
    .filter(([, other]) => !other)
    .map(([, , section]) => section!)
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|md)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('generated') && file !== path.join('scripts', 'citations.test.ts'))
}
