/** Takes an amount and a currency's code, unknown ones too; returns them as a price, or null when there is none. */
export function money(amount: number | null, currency: string | null): string | null {
  if (amount === null) return null
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency: currency ?? '' }).format(amount)
  } catch {
    return [amount.toLocaleString('en'), currency].filter(Boolean).join(' ')
  }
}
