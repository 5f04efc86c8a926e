import 'server-only'
import { inspect } from 'node:util'

/**
 * A credential that upstream shows once. It prints, logs and serialises as nothing; only `reveal` gives it away, so that
 * every place where it crosses to a person can be found by that word.
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
