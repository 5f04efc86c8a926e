import { Loader } from '@cloudflare/kumo/components/loader'

/** A turning ring in the colour of the text around it. Silent: what it stands for is said by what it stands in. */
export function Spinner({ size = 16 }: { size?: number }) {
  return (
    <span aria-hidden="true" className="inline-flex shrink-0">
      <Loader size={size} />
    </span>
  )
}
