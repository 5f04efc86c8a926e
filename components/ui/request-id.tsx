import { CopyButton } from './copy-text'

/** The id under which the log knows a request, or what Next calls the digest of a fault. */
export function RequestId({ id, label = 'Request ID' }: { id: string; label?: 'Request ID' | 'Error ID' }) {
  return (
    <p className="mt-1 flex items-center gap-1 text-sm text-kumo-subtle">
      <span>
        {label} <code className="font-mono text-xs wrap-anywhere">{id}</code>
      </span>
      <CopyButton label={`Copy ${label.toLowerCase()}`} value={id} />
    </p>
  )
}
