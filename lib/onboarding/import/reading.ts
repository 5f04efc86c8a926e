import 'server-only'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { parse as parseLine } from 'csv-parse/sync'
import { AppError } from '@/lib/core/errors'
import {
  BYTES_MAX,
  FIELD_MAX,
  IMPORT_COLUMNS,
  NEEDED_COLUMNS,
  ROWS_MAX,
} from '@/lib/onboarding/import-constants'
import { EMPTY_VALUES, type ImportColumn, type ImportValues } from '@/lib/onboarding/import-schema'

/** A row as the file counts, the heading being 1. `surplus`: fields beyond the heading's. */
type ReadRow = { row: number; values: ImportValues; surplus: boolean }

/** Text of one row at most. Beyond it a quote was not closed, or this is no table. */
const ROW_BYTES_MAX = 256 * 1024
const HEADING_MAX = 16 * 1024
// A heading of one column has none: then nothing but a tab divides.
const DELIMITERS = ['\t', ';', ',']

/**
 * Reads a table of customers row by row, whatever wrote it: UTF-8 with or without a byte order mark, UTF-16, divided by
 * commas, semicolons or tabs, any line ends. Holds no more of it than a chunk. `heading` is told the columns that it has.
 * Throws `invalid` with a sentence for whoever chose the file.
 */
export async function* readTable(
  source: AsyncIterable<Uint8Array>,
  heading: (columns: ImportColumn[]) => void = () => {},
): AsyncGenerator<ReadRow> {
  const text = decoded(bounded(source))
  const { first, rest } = await firstLine(text)
  const delimiter = delimiterOf(first)
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: ROW_BYTES_MAX,
  })
  // What goes wrong with the source has a sentence of its own, which the parser hands on.
  const records = Readable.from(rest, { objectMode: false }).on('error', (error) => parser.destroy(error))
  let columns: ImportColumn[] | null = null
  let line = 0
  let rows = 0
  try {
    for await (const record of records.pipe(parser) as AsyncIterable<string[]>) {
      line++
      if (record.every((field) => field.trim() === '')) continue
      if (!columns) {
        columns = columnsOf(record)
        heading(columns)
        continue
      }
      if (++rows > ROWS_MAX)
        throw refused(
          `The file has more than ${ROWS_MAX.toLocaleString('en')} customers. Divide it, and import one part after the other.`,
        )
      yield { row: line, ...readRow(record, columns, line) }
    }
  } catch (error) {
    throw said(error)
  } finally {
    records.destroy()
  }
  if (rows === 0) throw refused('There is no customer in it: below the heading every row is empty.')
}

function readRow(record: string[], columns: ImportColumn[], row: number): Omit<ReadRow, 'row'> {
  const values = { ...EMPTY_VALUES }
  columns.forEach((column, index) => (values[column] = (record[index] ?? '').trim()))
  for (const column of columns)
    if (values[column].length > FIELD_MAX)
      throw refused(
        `Row ${row}, ${column}: a field can have at most ${FIELD_MAX.toLocaleString('en')} characters.`,
      )
  return { values, surplus: record.slice(columns.length).some((field) => field.trim() !== '') }
}

function columnsOf(record: string[]): ImportColumn[] {
  const names = record.map(columnName)
  // Spreadsheets write empty columns behind the last one.
  while (names.at(-1) === '') names.pop()
  const shown = (list: string[]) =>
    list.map((name) => (name ? `“${shortened(name)}”` : 'one without a name')).join(', ')
  const unknown = names.filter((name) => !IMPORT_COLUMNS.includes(name as ImportColumn))
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const missing = NEEDED_COLUMNS.filter((name) => !names.includes(name))
  const known = names.length > unknown.length
  if (!known)
    throw refused(
      `The first row is not the heading of an import: none of its columns is known. Download the template for the columns.`,
    )
  if (unknown.length > 0)
    throw refused(
      `${unknown.length === 1 ? 'This column is' : 'These columns are'} not known: ${shown(unknown)}. Rename or remove ${unknown.length === 1 ? 'it' : 'them'}. The columns are: ${IMPORT_COLUMNS.join(', ')}.`,
    )
  if (twice.length > 0) throw refused(`These columns are there twice: ${shown([...new Set(twice)])}.`)
  if (missing.length > 0) throw refused(`These columns are missing: ${missing.join(', ')}.`)
  return names as ImportColumn[]
}

const columnName = (written: string) =>
  written
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

const shortened = (name: string) => (name.length > 40 ? `${name.slice(0, 40)}…` : name)

/** That by which the heading falls into the most columns of ours. */
function delimiterOf(heading: string): string {
  const known = (delimiter: string) => {
    try {
      const [record = []] = parseLine(heading, { delimiter, relax_quotes: true, to: 1 }) as string[][]
      return record.filter((name) => IMPORT_COLUMNS.includes(columnName(name) as ImportColumn)).length
    } catch {
      return 0
    }
  }
  return DELIMITERS.reduce((best, each) => (known(each) > known(best) ? each : best))
}

/** The first line that is not empty, and the whole text, with it. */
async function firstLine(
  text: AsyncGenerator<string>,
): Promise<{ first: string; rest: AsyncGenerator<string> }> {
  let begun = ''
  while (!/[\r\n]/.test(begun.trimStart()) && begun.length <= HEADING_MAX) {
    const { done, value } = await text.next()
    if (done) break
    begun += value
  }
  const first = begun.split(/[\r\n]/).find((line) => line.trim() !== '')
  if (first === undefined) throw refused('The file is empty.')
  if (first.length > HEADING_MAX)
    throw refused(
      'The first row is too long for the heading of an import. Download the template for the columns.',
    )
  return { first, rest: whole(begun, text) }
}

async function* whole(begun: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  yield begun
  yield* text
}

/** The text of the bytes, by their byte order mark; without one UTF-8, or UTF-16 where every second byte is zero. */
async function* decoded(source: AsyncGenerator<Uint8Array>): AsyncGenerator<string> {
  let head = Buffer.alloc(0)
  let ended = false
  // Enough to tell by.
  while (head.length < 64) {
    const { done, value } = await source.next()
    if (done) {
      ended = true
      break
    }
    head = Buffer.concat([head, value])
  }
  const encoding = encodingOf(head)
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (bytes?: Uint8Array) => {
    const text = decoderFault(() => decoder.decode(bytes, { stream: bytes !== undefined }), encoding)
    if (text.includes('\0')) throw refused(NO_TABLE)
    return text
  }
  yield decode(head)
  if (!ended) for await (const chunk of source) yield decode(chunk)
  yield decode()
}

function decoderFault(decode: () => string, encoding: string): string {
  try {
    return decode()
  } catch {
    throw refused(
      encoding === 'utf-8'
        ? 'The file is not written in UTF-8. In a spreadsheet, save it as “CSV UTF-8”, and choose it again.'
        : NO_TABLE,
    )
  }
}

function encodingOf(head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (WORKBOOKS.some((mark) => head.subarray(0, mark.length).equals(mark)))
    throw refused('This is a workbook. In the spreadsheet, save it as “CSV UTF-8”, and choose that file.')
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  // The heading is ASCII.
  const begin = head.subarray(0, 32)
  const zeros = (from: number) =>
    begin.length > 1 && begin.every((byte, index) => index % 2 !== from || byte === 0)
  if (zeros(1)) return 'utf-16le'
  if (zeros(0)) return 'utf-16be'
  return 'utf-8'
}

const WORKBOOKS = [Buffer.from('PK\x03\x04'), Buffer.from([0xd0, 0xcf, 0x11, 0xe0])]

async function* bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > BYTES_MAX) throw tooLarge()
    yield chunk
  }
}

const tooLarge = () =>
  refused(
    `The file is larger than ${BYTES_MAX / 1024 / 1024} MB. Divide it, and import one part after the other.`,
  )

const NO_TABLE = 'This is not a CSV file. Save the table as CSV, and choose that file.'

const refused = (message: string) => new AppError('invalid', message, { fields: { file: message } })

/** What the parser says, for people. */
function said(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error
  const at = `Row ${Number(error.records) + 1}`
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return refused(
        `${at}: a quotation mark is opened and never closed. Close it, or write it twice where it belongs to the text.`,
      )
    case 'INVALID_OPENING_QUOTE':
      return refused(
        `${at}: a quotation mark stands within a field. Write it twice, and put the field in quotation marks.`,
      )
    case 'CSV_INVALID_CLOSING_QUOTE':
      return refused(
        `${at}: text follows a closing quotation mark. Write the mark twice where it belongs to the text.`,
      )
    case 'CSV_MAX_RECORD_SIZE':
      return refused(
        `${at} is too long. Either a quotation mark is not closed, or this is not a table of customers.`,
      )
    default:
      return refused(`${at} cannot be read. Download the template, and compare.`)
  }
}
