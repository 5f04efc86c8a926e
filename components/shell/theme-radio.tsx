'use client'
import { chooseTheme, type Theme } from './theme'

export function ThemeRadio({ value, chosen }: { value: Theme; chosen: boolean }) {
  return (
    <input
      type="radio"
      name="theme"
      value={value}
      defaultChecked={chosen}
      onChange={() => chooseTheme(value)}
      className="sr-only"
    />
  )
}
