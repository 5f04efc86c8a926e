import { describe, expect, it } from 'vitest'
import { likeness, plainName, spellings } from './names'

describe('names of one company', () => {
  it.each([
    ['Orchard Jewellers', 'orchard jewellers'],
    ['Orchard Jewellers', 'Orchard Jewellers '],
    ['Orchard Jewellers', 'Orchard  Jewellers'],
    ['Orchard Jewellers', 'Orchard\u00A0Jewellers'],
    ['Orchard Jewellers', 'Orchard\u2009Jewellers\u200B'],
    ['Orchard Jewellers', 'Orchard Jewellers Ltd'],
    ['Orchard Jewellers', 'Orchard Jewellers LTD.'],
    ['Orchard Jewellers Ltd', 'Orchard Jewellers, Limited'],
    ['Orchard Jewellers', 'Orchard-Jewellers'],
    ['Orchard Jewellers', 'OrchardJewellers Inc.'],
    ['Orchard Jewellers Co., Ltd.', 'Orchard Jewellers'],
    ['Orchard & Sons', 'Orchard and Sons Limited'],
    ['Müller GmbH & Co. KG', 'Muller'],
    ['Straße AG', 'STRASSE'],
    ['Crème Brûlée S.A.', 'Creme Brulee SA'],
    ['Crème Brûlée S. A.', 'Cre\u0300me Brule\u0301e'],
    ['Cafés S.A. de C.V.', 'Cafes'],
    ['Żabka Sp. z o.o.', 'Zabka'],
    ['Smørrebrød ApS', 'smorrebrod'],
    ['O’Neill Pty Ltd', "O'Neill"],
    ['Ａｃｍｅ　Ｌｔｄ', 'Acme'],
    ['株式会社ガーデン', '株式会社ガーデン'],
  ])('are alike: %j and %j', (a, b) => {
    expect(likeness(a)).toBe(likeness(b))
  })

  it.each([
    ['Orchard Jewellers', 'Orchard Jewellery'],
    ['Orchard Jewellers', 'Orchard Jewellers 2'],
    ['Orchard Jewellers (North)', 'Orchard Jewellers (South)'],
    ['Limited', 'Company'],
    ['Co', 'Inc'],
    ['!!!', '???'],
    ['हिंदी', 'हिंदा'],
    ['か', 'が'],
    ['Sand Works', 'S Works'],
  ])('are not: %j and %j', (a, b) => {
    expect(likeness(a)).not.toBe(likeness(b))
  })
})

it('searches by words as they sound, whatever stands between them', () => {
  expect(plainName(' Crème—Brûlée,\u00A0S.A. ')).toBe('creme brulee sa')
  expect(plainName('🦄')).toBe('🦄')
})

it('spells a name as others may have', () => {
  const ofLtd = spellings(' Orchard\u00A0 Jewellers, Ltd. ')
  expect(ofLtd[0]).toBe('Orchard Jewellers, Ltd.')
  expect(ofLtd).toEqual(expect.arrayContaining(['Orchard Jewellers', 'Orchard Jewellers Limited']))
  expect(spellings('Crème Brûlée S. A.')).toEqual(
    expect.arrayContaining(['Crème Brûlée S. A.', 'Crème Brûlée', 'Creme Brulee', 'Crème Brûlée Ltd']),
  )
  expect(spellings('Müller GmbH & Co. KG')).toContain('Müller')
  expect(spellings('Ltd')).toContain('Ltd')
})
