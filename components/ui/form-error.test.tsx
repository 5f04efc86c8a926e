import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { noAnswer } from '@/lib/core/errors'
import { FormError } from './form-error'

vi.mock('./link', () => ({ useRouter: () => ({ refresh: () => {} }) }))

const unanswered = noAnswer('The answer did not arrive.')
const button = /<button[^>]*>.*Refresh the page/

it('reads the page anew where that tells what became of it, and only there', () => {
  const html = (error: Partial<typeof unanswered>, refresh?: boolean) =>
    renderToStaticMarkup(<FormError error={{ ...unanswered, ...error }} refresh={refresh} />)
  expect(html({}, true)).toMatch(button)
  expect(html({ code: 'not_found', effect: 'none' }, true), 'gone').toMatch(button)
  expect(html({ code: 'refused', effect: 'none' }, true), 'refused').not.toMatch(button)
  expect(html({}), 'a form whose page tells nothing').not.toMatch(button)
})
