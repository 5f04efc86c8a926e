/** The person's choice of theme, kept in a cookie so that the server draws the right one at once. */
export const THEMES = ['light', 'dark', 'system'] as const
export type Theme = (typeof THEMES)[number]
export const THEME_COOKIE = 'theme'

/** Takes a cookie's value; returns the theme it names, `system` for anything else. */
export function asTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system'
}

/**
 * Runs in the head before the first paint. Kumo's tokens follow `data-mode`, so `system` is resolved in the browser:
 * here, when the system changes its mind, and when the choice (`data-choice`) changes.
 */
export const THEME_SCRIPT = `(() => {
  const root = document.documentElement
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const choice = root.dataset.choice
    root.dataset.mode = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice
  }
  apply()
  dark.addEventListener('change', apply)
  new MutationObserver(apply).observe(root, { attributeFilter: ['data-choice'] })
})()`
