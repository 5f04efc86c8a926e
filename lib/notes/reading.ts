import 'server-only'
import { CsvError, parse } from 'csv-parse/sync'
import { AppError } from '@/lib/core/errors'
import { ALIAS_BYTES_MAX, ALIAS_ROWS_MAX } from './constants'
import type { AliasRow } from './import-schema'

const FIELD_MAX = 1000
const ACCOUNT = ['account', 'account_id', 'account_name', 'id', 'name']
const ALIAS = ['alias', 'aliases', 'other_name']

/**
 * Reads a table of accounts and aliases: UTF-8 or UTF-16, divided by commas, semicolons or tabs. Throws `invalid` with a
 * sentence for whoever chose the file.
 */
export async function readAliases(source: AsyncIterable<Uint8Array>): Promise<AliasRow[]> {
  const records = recordsOf(decoded(await whole(source)))
  const [heading, ...rest] = records.filter(({ record }) => record.some((field) => field.trim() !== ''))
  if (!heading) throw refused('The file is empty.')
  const names = heading.record.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  )
  const account = names.findIndex((name) => ACCOUNT.includes(name))
  const alias = names.findIndex((name) => ALIAS.includes(name))
  if (account < 0 || alias < 0 || account === alias)
    throw refused('The first row has to name two columns: account (its ID or exact name) and alias.')
  if (rest.length === 0) throw refused('There is no alias in it: below the heading every row is empty.')
  if (rest.length > ALIAS_ROWS_MAX)
    throw refused(
      `The file has more than ${ALIAS_ROWS_MAX.toLocaleString('en')} aliases. Divide it, and import one part after the other.`,
    )
  return rest.map(({ record, row }) => {
    const field = (column: number) => (record[column] ?? '').trim()
    if (record.some((each) => each.length > FIELD_MAX)) throw refused(`Row ${row}: a field is too long.`)
    return { row, account: field(account), alias: field(alias) }
  })
}

async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > ALIAS_BYTES_MAX)
      throw refused(`The file is larger than ${ALIAS_BYTES_MAX / 1024 / 1024} MB. Divide it.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function decoded(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {}
  throw refused(
    'This is not a CSV file in UTF-8. In a spreadsheet, save it as “CSV UTF-8”, and choose it again.',
  )
}

function recordsOf(text: string): { record: string[]; row: number }[] {
  const [first = ''] = text.trimStart().split(/[\r\n]/)
  const delimiter = ['\t', ';', ','].find((each) => first.includes(each)) ?? ','
  try {
    const records = parse(text, {
      delimiter,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    })
    return (records as string[][]).map((record, index) => ({ record, row: index + 1 }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw refused(`Row ${Number(error.records) + 1} cannot be read. Look at its quotation marks.`)
  }
}

const refused = (message: string) => new AppError('invalid', message, { fields: { file: message } })
