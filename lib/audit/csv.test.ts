import { describe, expect, it } from 'vitest'
import { csv } from './csv'

const cell = (text: string) => csv([[text]]).slice(1, -3)

describe('a field', () => {
  it('is quoted, whatever it holds', () => {
    expect(csv([['a', '', null, undefined, 7, 'b"c'], ['d']])).toBe('"a","","","","7","b""c"\r\n"d"\r\n')
  })

  it.each(['=1+1', '+44 20', '-1', '@sum', '\t=1', '\r=1', '＝1', '  =1', '\u00a0=1', '\u200b=1', '\n=1'])(
    'is text where it begins like a formula: %j',
    (text) => expect(cell(text)).toBe(`'${text}`),
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
    [' =1;=2', "' =1;'=2"],
  ])('is text where a spreadsheet that splits it would see one: %j', (text, safe) =>
    expect(cell(text)).toBe(safe),
  )

  it.each(['Acme - Berlin', 'Acme -- Berlin', 'a-b', 'a@example.com b', 'x=1', '{"a":-1}', 'A+B', 'Acme -'])(
    'is left as it is where nothing would run: %j',
    (text) => expect(csv([[text]])).toBe(`"${text.replaceAll('"', '""')}"\r\n`),
  )

  it('is a number where it is one', () => expect(csv([[-1, 2.5]])).toBe('"-1","2.5"\r\n'))
})
