import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { PermissionPicker } from './permission-picker'

it('the form says when not all permissions could be read', () => {
  const picker = (more: boolean) =>
    renderToStaticMarkup(<PermissionPicker groups={[]} more={more} value={[]} onChange={() => {}} />)
  expect(picker(false)).not.toContain('could be read')
  expect(picker(true)).toContain('Not all permissions could be read')
})
