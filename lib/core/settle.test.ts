import { describe, expect, it, vi } from 'vitest'
import { AppError } from './errors'
import { sendOrFind } from './settle'

const lost = () => Promise.reject(new AppError('unknown', 'Lost.', { effect: 'unknown' }))

describe('a change whose answer may be lost', () => {
  it('is not looked for when the answer came', async () => {
    const look = vi.fn()
    expect(await sendOrFind(async () => 'made', look)).toEqual({ value: 'made', found: false })
    expect(look).not.toHaveBeenCalled()
  })

  it('is not looked for when it was refused', async () => {
    const look = vi.fn()
    const refused = new AppError('refused', 'No.')
    await expect(sendOrFind(() => Promise.reject(refused), look)).rejects.toBe(refused)
    expect(look).not.toHaveBeenCalled()
  })

  it('is found by looking', async () => {
    expect(await sendOrFind(lost, async () => 'made')).toEqual({ value: 'made', found: true })
  })

  it('stays unknown when the look finds nothing, or fails', async () => {
    await expect(sendOrFind(lost, async () => null)).rejects.toThrow('Lost.')
    await expect(sendOrFind(lost, () => Promise.reject(new Error('down')))).rejects.toThrow('Lost.')
  })
})
