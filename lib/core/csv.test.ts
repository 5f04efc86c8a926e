import { describe, expect, it } from 'vitest'
import { csv } from './csv'

const cell = (text: string) => csv([[text]]).slice(1, -3)

describe('a field', () => {
  it('is quoted, whatever it holds', () => {
    expect(csv([['a', '', null, undefined, 7, 'b"c'], ['d']])).toBe('"a","","","","7","b""c"\r\n"d"\r\n')
  })

  it.each(['=1+1', '+44 20', '-1', '@sum', '\t1', '\r1', '＝1'])(
    'is text where it begins like a formula: %j',
    (text) => expect(cell(text)).toBe(`'${text}`),
  )

  it.each(['  ', '\u00a0', '\u200b', '\n', '\v'])('is text where blanks come before: %j', (blank) =>
    expect(cell(`${blank}=1`)).toBe(`${blank}'=1`),
  )

  it.each([
    ['Acme\n=1', "Acme\n'=1"],
    ['Acme\r\n=1', "Acme\r\n'=1"],
    ['Acme;=1', "Acme;'=1"],
    ['Acme; @a', "Acme; '@a"],
    ['Acme,-1', "Acme,'-1"],
    ['Acme\t+1', "Acme\t'+1"],
    ['Acme|- 1', "Acme|'- 1"],
    ['Acme =1', "Acme '=1"],
    ['Acme --cmd', "Acme '--cmd"],
    ['Acme +44', "Acme '+44"],
    ['a\n=1\n=2', "a\n'=1\n'=2"],
    [' =1;=2', " '=1;'=2"],
    ['\t=1', "'\t'=1"],
    ['a;\u00a0=1', "a;\u00a0'=1"],
  ])('is text where a spreadsheet that splits it would see one: %j', (text, safe) =>
    expect(cell(text)).toBe(safe),
  )

  it.each(['Acme - Berlin', 'Acme -- Berlin', 'a-b', 'a@example.com b', 'x=1', '{"a":-1}', 'A+B', 'Acme -'])(
    'is left as it is where nothing would run: %j',
    (text) => expect(csv([[text]])).toBe(`"${text.replaceAll('"', '""')}"\r\n`),
  )

  it('is a number where it is one', () => expect(csv([[-1, 2.5]])).toBe('"-1","2.5"\r\n'))
})
