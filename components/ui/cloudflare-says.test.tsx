import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { FormError } from './form-error'

const error = {
  code: 'refused',
  effect: 'none',
  message: 'Ours.',
  fields: {},
  requestId: '',
  retryAt: null,
} as const

it('marks Cloudflare’s words as theirs, as text, and leads to its page', () => {
  const html = renderToStaticMarkup(
    <FormError
      error={{ ...error, said: '<b>no</b>', documentation: 'https://developers.cloudflare.com/x' }}
    />,
  )
  expect(html).toContain('Cloudflare says: “<bdi>&lt;b&gt;no&lt;/b&gt;</bdi>”')
  expect(html).toContain('href="https://developers.cloudflare.com/x" target="_blank" rel="noreferrer"')
})

it('says nothing for them where they said nothing', () => {
  expect(renderToStaticMarkup(<FormError error={error} />)).not.toContain('Cloudflare')
})
