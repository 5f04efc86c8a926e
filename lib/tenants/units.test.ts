import { expect, test } from 'vitest'
import { unitPaths } from './units'

const unit = (id: string, name: string | null, parentId: string | null = null) => ({ id, name, parentId })

test('a unit is named after those that it is part of, over any number of levels', () => {
  const units = [unit('a', 'Resale'), unit('b', 'North', 'a'), unit('c', null, 'b'), unit('d', 'Direct')]
  expect([...unitPaths(units).values()]).toEqual(['Resale', 'Resale › North', 'Resale › North › c', 'Direct'])
})

test('units of one name are told apart, and a circle has an end', () => {
  const units = [unit('a', 'North'), unit('b', 'North'), unit('c', 'C', 'd'), unit('d', 'D', 'c')]
  expect([...unitPaths(units).values()]).toEqual(['North (a)', 'North (b)', 'D › C', 'C › D'])
})
