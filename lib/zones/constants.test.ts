import { expect, it } from 'vitest'
import { readDomains } from './constants'

it('finds the domains in whatever was pasted, each once and as the DNS knows it', () => {
  expect(
    readDomains(' Example.com;bücher.example,\n EXAMPLE.COM.\tshop.example\u200B | xn--bcher-kva.example '),
  ).toEqual({
    domains: [
      { name: 'example.com', typed: 'Example.com' },
      { name: 'xn--bcher-kva.example', typed: 'bücher.example' },
      { name: 'shop.example', typed: 'shop.example' },
    ],
    repeated: ['EXAMPLE.COM.', 'xn--bcher-kva.example'],
    invalid: [],
  })
})

it('names what is no domain', () => {
  expect(readDomains('https://example.com/ localhost 192.0.2.1')).toMatchObject({
    domains: [],
    invalid: ['https://example.com/', 'localhost', '192.0.2.1'],
  })
  expect(readDomains(' \n ')).toEqual({ domains: [], repeated: [], invalid: [] })
})
