import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './markdown'

const drawn = (text: string) => renderToStaticMarkup(<Markdown text={text} />)

describe('a note', () => {
  it('is drawn with what Markdown knows', () => {
    const html = drawn(
      '# Head\n\n**bold** _em_ ~~gone~~ `code`\n\n- [x] done\n- two\n\n3. three\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx < y\n```',
    )
    for (const part of [
      '<strong>bold</strong>',
      '<em>em</em>',
      '<del>gone</del>',
      '>code</code>',
      '☑ ',
      '<ol start="3"',
      '<blockquote',
      '<td',
      'x &lt; y',
    ])
      expect(html).toContain(part)
    expect(html).not.toContain('<h1')
  })

  it('keeps its lines', () => {
    expect(drawn('one\ntwo')).toContain('one<br/>two')
  })

  it.each([
    '<script>alert(1)</script>',
    'a <img src=x onerror=alert(1)> b',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '| <b>x</b> |\n|---|\n| <i>y</i> |',
    '- <iframe src=//x>',
  ])('shows HTML as it was typed: %s', (text) => {
    const html = drawn(text)
    expect(html).not.toMatch(/<(script|img|svg|a|b|i|iframe)\b/)
    expect(html).toContain('&lt;')
  })

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](data:text/html,<script>1</script>)',
    '[x](vbscript:x)',
    '[x](//evil.example)',
    '[x](/accounts)',
    '[x](&#106;avascript:alert(1))',
    '<javascript:alert(1)>',
    '![x](javascript:alert(1))',
    '[x][r]\n\n[r]: javascript:alert(1)',
  ])('has no link but to http, https and mailto: %s', (text) => {
    expect(drawn(text)).not.toContain('href')
  })

  it('leaves the console by its links, which tell nothing of where they stand', () => {
    const html = drawn('[t](https://a.example/?q="x") b@c.example ![p](http://a.example/p.png)')
    expect(html.match(/<a /g)).toHaveLength(3)
    expect(html.match(/target="_blank" rel="noopener noreferrer nofollow"/g)).toHaveLength(3)
    expect(html).toContain('href="mailto:b@c.example"')
    expect(html).not.toContain('<img')
  })

  it.each(['>'.repeat(10_000), '- '.repeat(5_000), '['.repeat(10_000), '*a '.repeat(3_000)])(
    'is read in a moment, however it is nested (%#)',
    (text) => {
      const begun = performance.now()
      expect(drawn(text)).toContain('<div')
      expect(performance.now() - begun).toBeLessThan(3_000)
    },
  )
})
