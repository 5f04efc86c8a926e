// Preloaded into the web server. React hands over a page in pieces of four kilobytes, and Next has each compressed and
// sent by itself: a page of fifty pieces is fifty flushes and fifty writes. Here what is there in one turn of the event
// loop goes out together; what comes later still goes out when it comes.
import { Server } from 'node:http'

const PAGE = /^text\/(html|x-component)\b/

const emit = Server.prototype.emit
Server.prototype.emit = function (event, ...args) {
  if (event === 'request') writeTogether(args[1])
  return emit.call(this, event, ...args)
}

/**
 * Takes a response whose methods Next is yet to replace by those that compress, and puts itself before these.
 * Only pages: they are in memory anyway, so nobody need be told to wait until the pieces have gone. Files and exports are
 * handed on as they come.
 */
export function writeTogether(response) {
  /** @type {(Buffer | string)[]} */
  let pieces = []
  let waits = false
  const own = { write: response.write, end: response.end, flush: response.flush }
  const isPage = () => PAGE.test(String(response.getHeader('content-type')))

  function send() {
    waits = false
    if (pieces.length === 0) return
    own.write.call(response, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))
    pieces = []
    own.flush?.call(response)
  }

  const before = {
    write(piece, ...rest) {
      if (!(piece instanceof Uint8Array) || !isPage()) {
        send()
        return own.write.call(response, piece, ...rest)
      }
      pieces.push(piece)
      if (!waits) setImmediate(send)
      waits = true
      return true
    },
    end(...rest) {
      send()
      return own.end.apply(response, rest)
    },
    flush() {
      if (!waits) own.flush?.call(response)
    },
  }
  for (const name of ['write', 'end', 'flush']) {
    let replaced = false
    Object.defineProperty(response, name, {
      configurable: true,
      enumerable: true,
      get: () => (replaced ? before[name] : own[name]),
      set(method) {
        own[name] = method
        replaced = true
      },
    })
  }
}
