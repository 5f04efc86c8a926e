import 'server-only'
import ipaddr from 'ipaddr.js'
import { isIP } from 'node:net'

/** In its one spelling (IPv4 also where IPv6 wraps it), or null for no address. */
export function parseAddress(text: string | null | undefined): string | null {
  if (!text || isIP(text) === 0) return null
  const address = ipaddr.process(text)
  // A zone names an interface of this machine, not who is at the other end.
  if (address instanceof ipaddr.IPv6) address.zoneId = undefined
  return address.toString()
}

/**
 * The networks that an address counts for, the nearest first. One customer has as many IPv6 addresses as they like: a
 * /64 is one line, a /56 what a provider usually gives to one household.
 */
export function networksOf(address: string): [near: string, wide?: string] {
  if (isIP(address) !== 6) return [address]
  const prefix = (bits: number) => `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`
  return [prefix(64), prefix(56)]
}
