import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { AccountTable } from './account-table'

const query = { name: '', page: 1, size: 20, direction: 'asc' } as const
const none = {
  rows: [],
  perPage: 20,
  totalCount: 0,
  doubtful: null,
  more: false,
  unread: 0,
  repeated: false,
  searched: null,
}
const unnamed = {
  id: '0123456789abcdef0123456789abcdef',
  name: null,
  type: null,
  unitName: null,
  createdOn: null,
  enforceTwoFactor: null,
  owned: true,
}

describe('the list of accounts', () => {
  it('says when there are none at all, and how to make one, to those who may', () => {
    const html = renderToStaticMarkup(<AccountTable accounts={none} query={query} mayCreate />)
    expect(html).toContain('There are no managed accounts yet')
    expect(html).toContain('href="/accounts/new"')
    expect(html).not.toContain('aria-label="Pages"')
    const reader = renderToStaticMarkup(<AccountTable accounts={none} query={query} mayCreate={false} />)
    expect(reader).not.toContain('href="/accounts/new"')
  })

  it('offers to open an account whose id was typed into the filter', () => {
    const html = renderToStaticMarkup(
      <AccountTable accounts={none} query={{ ...query, name: unnamed.id }} mayCreate />,
    )
    expect(html).toContain(`href="/accounts/${unnamed.id}"`)
  })

  it('draws an account that tells nothing but its id', () => {
    const html = renderToStaticMarkup(
      <AccountTable accounts={{ ...none, rows: [unnamed], totalCount: null }} query={query} mayCreate />,
    )
    expect(html).toContain('The account has no name')
    expect(html).toContain(`href="/accounts/${unnamed.id}"`)
    expect(html).toContain('Not known')
  })
})
