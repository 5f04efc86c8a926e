import { describe, expect, it } from 'vitest'
import { IMPORT_COLUMNS } from '@/lib/onboarding/import-constants'
import type { ImportColumn } from '@/lib/onboarding/import-schema'
import { readTable } from './reading'

const read = async (bytes: Uint8Array | string, size = 7) => {
  const all = Buffer.from(bytes as string)
  let columns: ImportColumn[] = []
  async function* chunks() {
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
  }
  const rows = []
  for await (const { row, values, surplus } of readTable(chunks(), (found) => (columns = found))) {
    const written = columns.map((column) => values[column])
    rows.push(surplus ? [row, ...written, 'surplus'] : [row, ...written])
  }
  return { columns, rows }
}
const refusal = (bytes: Uint8Array | string, size?: number) =>
  read(bytes, size).then(
    () => null,
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  )
const BOM = '\uFEFF'
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('whatever wrote it', () => {
  const rows = [
    [2, 'Müller & Söhne GmbH', 'a@example.com|b@example.com'],
    [3, 'Café, "Ö"', ''],
  ]
  const table = (delimiter: string, end: string) =>
    [
      ['account_name', 'members'],
      ['Müller & Söhne GmbH', 'a@example.com|b@example.com'],
      ['"Café, ""Ö"""', ''],
    ]
      .map((row) => row.join(delimiter) + end)
      .join('')

  it.each([
    ['commas', table(',', '\n')],
    ['semicolons and Windows line ends', table(';', '\r\n')],
    ['tabs and old Macintosh line ends', table('\t', '\r')],
    ['a byte order mark', BOM + table(';', '\r\n')],
    ['UTF-16 as Excel writes it', Buffer.from(BOM + table('\t', '\r\n'), 'utf16le')],
    ['UTF-16, big end first', swapped(BOM + table('\t', '\r\n'))],
    ['UTF-16 without a byte order mark', Buffer.from(table(';', '\r\n'), 'utf16le')],
    ['no end of its last line', table(',', '\n').trimEnd()],
    ['empty lines before, between and after', table(',', '\n\n').replace(/^/, '\n')],
  ])('is read with %s, a few bytes at a time or at once', async (what, bytes) => {
    const shift = what.startsWith('empty') ? [3, 2] : [0, 0]
    const expected = rows.map(([row, ...rest], nth) => [(row as number) + (shift[0] ? 2 + nth : 0), ...rest])
    for (const size of [1, 2, 7, 100_000]) expect((await read(bytes, size)).rows).toEqual(expected)
  })
})

it('takes the columns in any order, case and spelling of blanks', async () => {
  const { columns } = await read('Zones;ACCOUNT NAME; tenant-unit ;;\r\na.example;A;Direct;;\r\n')
  expect(columns).toEqual(['zones', 'account_name', 'tenant_unit'])
})

it('counts rows as a spreadsheet does: a line end within quotes begins no row', async () => {
  const { rows } = await read('account_name,account_description\nA,"one\ntwo"\n\nB,\n')
  expect(rows).toEqual([
    [2, 'A', 'one\ntwo'],
    [4, 'B', ''],
  ])
})

it('tells of fields beyond the heading, and not of empty ones', async () => {
  const { rows } = await read('account_name,zones\nA,a.example,b.example\nB,b.example,,\nC\n')
  expect(rows).toEqual([
    [2, 'A', 'a.example', 'surplus'],
    [3, 'B', 'b.example'],
    [4, 'C', ''],
  ])
})

it('reads a pasted table of one column', async () => {
  expect((await read('account_name\nOne, Two\n"Three"')).rows).toEqual([
    [2, 'One, Two'],
    [3, 'Three'],
  ])
})

describe('what cannot be read is refused with a sentence', () => {
  it.each([
    ['', /empty/],
    [' \r\n\r\n', /empty/],
    ['account_name,zones\n,\n', /no customer/],
    ['name,domains\nA,b\n', /not the heading/],
    [
      'account_name;Favourite colour;shoe\nA;b;c\n',
      /not known: “favourite_colour”, “shoe”\. .*account_name, /,
    ],
    ['account_name,zones,Account Name\nA,b,c\n', /twice: “account_name”/],
    ['zones,tenant_unit\na.example,Direct\n', /missing: account_name/],
    ['account_name\nA\n"B\nC\n', /Row 3: .*never closed/],
    ['account_name,zones\nA,b\nC,d "e" f\n', /Row 3: .*within a field/],
    ['account_name,zones\nA,b\nC,"d" e\n', /Row 3: .*closing quotation mark/],
    [Buffer.from('account_name\nM\xfcller\n', 'latin1'), /not written in UTF-8/],
    [Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(99)]), /workbook/],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), /not a CSV file|UTF-8/],
    ['account_name\nA\0B\n', /not a CSV file/],
    [`account_name\n${'x'.repeat(20_001)}\n`, /Row 2, account_name: .*20,000 characters/],
    [`account_name\n"${'x'.repeat(300_000)}"\n`, /Row 2 is too long/],
    ['x'.repeat(40_000), /too long for the heading|not the heading/],
  ])('%#', async (bytes, says) => {
    for (const size of [3, 100_000]) {
      const told = await refusal(bytes, size)
      expect(told).toMatch(/^invalid: /)
      expect(told).toMatch(says)
    }
  })

  it('more than 5,000 customers', async () => {
    const rows = (count: number) => `account_name\n${'Customer\n'.repeat(count)}`
    expect(await refusal(rows(5001), 65_536)).toMatch(/more than 5,000 customers/)
    expect((await read(rows(5000), 65_536)).rows).toHaveLength(5000)
  })

  it('more bytes than anybody needs, without reading them all', async () => {
    let sent = 0
    async function* endless() {
      yield Buffer.from('account_name,zones\n')
      for (;;) {
        sent++
        yield Buffer.from(`${'A'.repeat(10_000)},\n`.repeat(6))
        if (sent > 1000) throw new Error('read on')
      }
    }
    const reading = (async () => {
      for await (const row of readTable(endless())) void row
    })()
    await expect(reading).rejects.toMatchObject({ code: 'invalid' })
    expect(sent).toBeLessThan(1000)
  })
})

it('knows every column of the template', async () => {
  const { columns } = await read(`${IMPORT_COLUMNS.join(';')}\nA\n`)
  expect(columns).toEqual([...IMPORT_COLUMNS])
})
