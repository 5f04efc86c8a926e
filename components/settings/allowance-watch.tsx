'use client'
import { usePathname } from 'next/navigation'
import { createContext, use, useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react'
import { useRouter } from '@/components/ui/link'
import { refreshOnce } from '@/components/ui/try-again'
import type { Allowance } from '@/lib/settings/constants'
import { askAllowance } from '@/lib/settings/keys'

/** How old what is shown may become, on a page at which somebody is. */
const OLDEST_MS = 20_000
/** Asked on and on for nobody, it would keep a session from ending that is not used. */
const THERE_MS = 5 * 60_000
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'scroll'] as const

type Watch = {
  allowance: Allowance
  /** Null until the browser has taken over. */
  now: number | null
  /** Asks now, whoever asked before. */
  ask: () => Promise<void>
}
const Context = createContext<Watch | null>(null)

/**
 * Keeps in the frame of every page how much is left of Cloudflare's allowance, and reads the page anew once nothing holds
 * it up any more. The frame stays from page to page, so it asks by itself.
 */
export function AllowanceWatch({ initial, children }: { initial: Allowance; children: ReactNode }) {
  const router = useRouter()
  const address = usePathname()
  const [allowance, setAllowance] = useState(initial)
  const [now, setNow] = useState<number | null>(null)
  const askedAt = useRef(0)
  const thereAt = useRef(0)
  useEffect(() => {
    const there = () => void (thereAt.current = Date.now())
    there()
    for (const sign of SIGNS) addEventListener(sign, there, { passive: true })
    return () => SIGNS.forEach((sign) => removeEventListener(sign, there))
  }, [])

  const ask = async () => {
    askedAt.current = Date.now()
    const answer = await askAllowance()
    if (answer) setAllowance(answer)
  }
  const look = useEffectEvent(() => {
    const there = document.visibilityState === 'visible' && Date.now() - thereAt.current < THERE_MS
    if (there && Date.now() - askedAt.current >= OLDEST_MS) void ask()
  })
  const arrived = useEffectEvent(() => {
    // The server has just drawn the first one, as far as its own process knew.
    if (askedAt.current === 0) askedAt.current = Date.now()
    else {
      thereAt.current = Date.now()
      look()
    }
  })
  useEffect(() => arrived(), [address])

  const tick = useEffectEvent(() => {
    const { halfAt, fullAt, used, spent } = allowance
    setNow(Date.now())
    look()
    if (halfAt === null || Date.now() < halfAt) return
    const later = halfAt === fullAt ? null : fullAt
    setAllowance({ ...allowance, used: later ? Math.floor(used / 2) : 0, halfAt: later, spent: false })
    if (spent) refreshOnce(router.refresh)
  })
  useEffect(() => {
    const timer = setInterval(() => tick(), 1_000)
    return () => clearInterval(timer)
  }, [])

  return <Context value={{ allowance, now, ask }}>{children}</Context>
}

export function useAllowance(): Watch {
  const watch = use(Context)
  if (!watch) throw new Error('outside the frame')
  return watch
}

/** Minutes and seconds until then: "in 2:05". */
export function untilThen(moment: number, now: number | null): string {
  if (now === null) return 'soon'
  const seconds = Math.max(0, Math.ceil((moment - now) / 1000))
  return `in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export const inWords = (count: number) => count.toLocaleString('en')
