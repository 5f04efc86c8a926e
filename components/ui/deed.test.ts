import { expect, it } from 'vitest'
import { headingOf } from './deed'

it('says that a deed was not done only where that is certain', () => {
  expect(headingOf('The access was changed', { effect: 'none' })).toBe('The access was not changed')
  expect(headingOf('The invitations were sent', { effect: 'none' })).toBe('The invitations were not sent')
})

it('says so where a part of it was done', () => {
  expect(headingOf('The settings were saved', { effect: 'partly' })).toBe(
    'The settings were saved only in part',
  )
})

it('leaves open what nobody knows', () => {
  expect(headingOf('The access was changed', { effect: 'unknown' })).toBe(
    'It is not known whether the access was changed',
  )
})
