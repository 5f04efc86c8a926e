import 'server-only'
import { inspect } from 'node:util'

/**
 * A credential that upstream shows once. Printing, logging and serialising it yield a placeholder; only `reveal`
 * returns the value, so every place that passes it to a person can be found by that name.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
