'use client'
import { usePathname } from 'next/navigation'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useRouter } from '@/components/ui/link'
import { refreshOnce } from '@/components/ui/try-again'
import { askAllowance } from '@/lib/settings/keys'
import type { AllowanceWarning } from '@/lib/settings/constants'

/** A page may ask this often. */
const ASK_EVERY_MS = 15_000

/**
 * Warns in the frame of every page when Cloudflare's allowance runs out, counts down to its refill, and reads the page
 * anew once nothing holds it up any more. The frame stays from page to page, so it asks by itself.
 */
export function AllowanceNotice({ initial }: { initial: AllowanceWarning | null }) {
  const router = useRouter()
  const address = usePathname()
  const [warning, setWarning] = useState(initial)
  const [now, setNow] = useState<number | null>(null)
  const askedAt = useRef(0)

  const arrived = useEffectEvent(async () => {
    if (Date.now() - askedAt.current < ASK_EVERY_MS) return
    const first = askedAt.current === 0
    askedAt.current = Date.now()
    // The server has just drawn this one.
    if (!first) setWarning(await askAllowance())
  })
  useEffect(() => void arrived(), [address])

  const tick = useEffectEvent(() => {
    if (!warning) return
    setNow(Date.now())
    if (Date.now() < warning.refillsAt) return
    setWarning(null)
    if (warning.spent) refreshOnce(router.refresh)
  })
  useEffect(() => {
    if (!warning) return
    const timer = setInterval(() => tick(), 1_000)
    return () => clearInterval(timer)
  }, [warning])

  return (
    <div role="status">
      {warning && (
        <p className="border-b border-kumo-line bg-kumo-warning-tint px-4 py-1.5 text-center text-sm text-kumo-warning">
          {warning.spent
            ? 'Cloudflare’s request allowance is used up. This page continues automatically'
            : `${format(warning.used)} of the ${format(warning.limit)} requests that Cloudflare allows in five minutes are used. The rest is reserved for the most important requests; it refills`}{' '}
          <span aria-live="off" className="tabular-nums">
            {now === null ? 'soon' : `in ${left(warning.refillsAt - now)}`}
          </span>
          .
        </p>
      )}
    </div>
  )
}

const format = (count: number) => count.toLocaleString('en')

/** Minutes and seconds: "2:05". */
function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
