import { CopyButton } from './copy-text'

/** The id under which the log knows a request. */
export function RequestId({ id }: { id: string }) {
  return (
    <p className="mt-1 flex items-center gap-1 text-sm text-kumo-subtle">
      <span>
        Request id <code className="font-mono text-xs wrap-anywhere">{id}</code>
      </span>
      <CopyButton label="Copy request id" value={id} />
    </p>
  )
}
