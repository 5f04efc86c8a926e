import 'server-only'
import { redact } from '@/lib/core/log'

const MASK = '[masked]'

// Cloudflare blanks what it knows to be secret; this is for what it does not.
const SECRET =
  /secret|passw(or)?d|passphrase|private_?key|api_?key|auth_?key|access_?key|authorization|cookie|credential|signature|(^|_)token$|^key$/i
// Where the value of a credential is a field called "value", or the whole result.
const CREDENTIAL = /token|secret|credential/i
// Masked elsewhere for those who may not see it, and each look at it is on record: not here, so nobody sees it here.
const KYC = /^(business_(name|address|email|phone)|external_metadata)$/

/** Masks whatever may be a credential or Know-Your-Customer data. `about`: what the value was sent or answered for. */
export function masked(value: unknown, about: string): unknown {
  const credential = CREDENTIAL.test(about)
  const mask = (value: unknown, key: string): unknown => {
    if (value === null || value === '') return value
    if (SECRET.test(key) && typeof value !== 'boolean') return MASK
    if (KYC.test(key)) return MASK
    if (typeof value === 'string')
      return credential && (key === 'value' || key === 'result') ? MASK : redact(value)
    if (Array.isArray(value)) return value.map((item) => mask(item, ''))
    if (typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(inner, name)]))
    return value
  }
  return mask(value, '')
}
