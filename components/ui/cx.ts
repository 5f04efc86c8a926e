/** Joins class names, leaving out what is empty. It does not resolve conflicts: do not give it any. */
export function cx(...classes: (string | false | null | undefined)[]): string {
  return classes.filter(Boolean).join(' ')
}
