/** Unknown currencies too; null where there is no price. */
export function money(amount: number | null, currency: string | null): string | null {
  if (amount === null) return null
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency: currency ?? '' }).format(amount)
  } catch {
    return [amount.toLocaleString('en'), currency].filter(Boolean).join(' ')
  }
}
