import 'server-only'
import { stringify } from 'csv-stringify/sync'

/** The first bytes of a file: without them spreadsheets read other letters than were written. */
export const MARK = '\uFEFF'

/**
 * Takes rows; returns them as lines of CSV, every field in quotes. What customers are called must not run anything in a
 * spreadsheet, which takes for a formula whatever begins like one: also after blanks, and, where somebody splits the
 * file at another sign than ours, after that sign. An apostrophe in front makes it text.
 */
export function csv(rows: unknown[][]): string {
  return stringify(rows, {
    quoted: true,
    quoted_empty: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { string: inert },
  })
}

// Signs of width two count, which some spreadsheets fold; so do blanks that nobody sees.
const FORMULA = '=+\\-@\uFF1D\uFF0B\uFF0D\uFF20'
const BLANKS = '[\\s\\p{Cf}]+'
const AT_START = new RegExp(`^${BLANKS}(?=[${FORMULA}])`, 'u')
// Signs between two blanks, as in "Acme - Berlin", are a dash.
const INSIDE = new RegExp(
  `([\\n\\r\\t;,|][\\s\\p{Cf}]*)(?=[${FORMULA}])|(${BLANKS})(?=[${FORMULA}]+[^\\s${FORMULA}])`,
  'gu',
)

// What begins with the sign itself is `escape_formulas`'s.
function inert(text: string): string {
  const start = AT_START.exec(text)?.[0] ?? ''
  const rest = text.slice(start.length).replace(INSIDE, (blanks) => `${blanks}'`)
  return start ? `'${start}${rest}` : rest
}
