import { DesktopIcon } from '@phosphor-icons/react/dist/ssr/Desktop'
import { MoonIcon } from '@phosphor-icons/react/dist/ssr/Moon'
import { SunIcon } from '@phosphor-icons/react/dist/ssr/Sun'
import { Menu, MENU_ITEM } from './menu'
import type { Theme } from './theme'
import { ThemeRadio } from './theme-radio'

const CHOICES = [
  { value: 'light', label: 'Light', Icon: SunIcon },
  { value: 'dark', label: 'Dark', Icon: MoonIcon },
  { value: 'system', label: 'System', Icon: DesktopIcon },
] as const

export function ThemeMenu({ theme }: { theme: Theme }) {
  return (
    <Menu label="Theme" button={<SunIcon size={20} aria-hidden="true" />}>
      {CHOICES.map(({ value, label, Icon }) => (
        <label
          key={value}
          className={`${MENU_ITEM} cursor-pointer has-checked:bg-kumo-fill has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-kumo-brand`}
        >
          <ThemeRadio value={value} chosen={value === theme} />
          <Icon size={18} aria-hidden="true" />
          {label}
        </label>
      ))}
    </Menu>
  )
}
