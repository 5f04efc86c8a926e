/** The person's choice of theme, kept in a cookie so that the server draws the right one at once. */
const THEMES = ['light', 'dark', 'system'] as const
export type Theme = (typeof THEMES)[number]
export const THEME_COOKIE = 'theme'

/** `system` for anything that names no theme. */
export function asTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system'
}

/** In the browser: takes a theme; shows it at once and keeps it for a year. */
export function chooseTheme(theme: Theme) {
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=31536000; samesite=lax`
  document.documentElement.dataset.mode = theme
}
