'use client'
import { Button } from '@cloudflare/kumo/components/button'

export function PrintButton() {
  return <Button onClick={() => window.print()}>Print</Button>
}
