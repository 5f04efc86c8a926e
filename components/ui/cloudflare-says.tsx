import type { Quotation } from '@/lib/core/errors'

/** What Cloudflare itself gives to an error: its sentence, marked as theirs, and its page about what was refused. */
export function CloudflareSays({ said, documentation }: Quotation) {
  return (
    <>
      {said && (
        <p className="mt-1 wrap-anywhere">
          Cloudflare says: “<bdi>{said}</bdi>”
        </p>
      )}
      {documentation && (
        <p className="mt-1">
          <a href={documentation} target="_blank" rel="noreferrer" className="underline">
            Cloudflare’s documentation of this
          </a>
        </p>
      )}
    </>
  )
}
