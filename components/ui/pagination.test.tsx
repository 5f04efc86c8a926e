import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Pagination } from './pagination'

const facts = { perPage: 20, totalCount: 75, doubtful: null, more: true, unread: 0, repeated: false }
const rows = Array.from({ length: 20 })
const shown = (list: object, page = 1) =>
  renderToStaticMarkup(
    <Pagination path="/x" page={page} pageSize={20} noun="zones" list={{ ...facts, rows, ...list }} />,
  )

it('numbers the rows that came', () => {
  expect(shown({}, 2)).toContain('21–40 of 75 zones')
  expect(shown({ perPage: 10, rows: rows.slice(10) }, 2)).toContain('11–20 of 75 zones')
  expect(shown({ rows: [], more: false }, 9)).toContain('Nothing on page 9 of 75 zones')
})

it('says where the rows and the number do not fit, and leads on as far as there may be more', () => {
  const html = shown({ totalCount: null, doubtful: 0 })
  expect(html).not.toContain('No zones')
  expect(html).toContain('Page 1')
  expect(html).toContain(
    'Cloudflare reports 0 zones, which does not match what it sent: some may be missing.',
  )
  expect(html).toContain('rel="next"')
  expect(shown({ totalCount: null, more: false })).not.toContain('rel="next"')
})

it('says how many rows could not be read', () => {
  expect(shown({ unread: 1, rows: rows.slice(1) })).toContain('1 zone of this page could not be read.')
})

it('counts a list of our own from its number', () => {
  const html = renderToStaticMarkup(<Pagination path="/x" page={2} pageSize={20} total={25} />)
  expect(html).toContain('21–25 of 25 results')
  expect(html).not.toContain('rel="next"')
})
