/** Below accounts found by name: among how many a part of it was looked for, where that is not all; null where it is. */
export function PartsSearched({ among }: { among: number | null }) {
  if (among === null) return null
  return (
    <p className="mt-4 text-sm text-kumo-subtle">
      {among === 0
        ? 'Cloudflare finds accounts by their whole name, and they could not be listed to look for a part of it. Type the name in full.'
        : `Cloudflare finds accounts by their whole name. A part of a name was looked for in ${among.toLocaleString('en')} accounts, which are not all: to find any other, type its name in full.`}
    </p>
  )
}
