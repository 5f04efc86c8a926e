/** Below accounts found by name: among how many a part of it was looked for, where that is not all; null where it is. */
export function PartsSearched({ among }: { among: number | null }) {
  if (among === null) return null
  return (
    <p className="mt-4 text-sm text-kumo-subtle">
      {among === 0
        ? 'Cloudflare finds accounts only by their full name, and they could not be listed to search for part of a name. Type the full name.'
        : `Cloudflare finds accounts only by their full name. Tenantdesk searched ${among.toLocaleString('en')} accounts for this part of a name, which are not all: to find any other, type its full name.`}
    </p>
  )
}
