'use client'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { disableToken, enableToken } from '@/lib/tokens/actions'
import type { TokenDetails } from '@/lib/tokens/schema'

/** Disables a token, or enables a disabled one. Sending again after a lost answer is safe: it is read first. */
export function SwitchToken({ token: { id, accountId, name, state } }: { token: TokenDetails }) {
  const called = name ?? id
  const ids = { accountId, tokenId: id }
  if (state === 'disabled')
    return (
      <ConfirmButton
        key="enable"
        label="Enable"
        title={`Enable ${called}?`}
        confirm="Enable token"
        action={enableToken}
        input={ids}
        said={`${called} was enabled`}
        deed="The token was enabled"
      >
        <p>Its previous value works again.</p>
      </ConfirmButton>
    )
  if (state === 'expired') return null
  return (
    <ConfirmButton
      key="disable"
      label="Disable"
      title={`Disable ${called}?`}
      confirm="Disable token"
      action={disableToken}
      input={ids}
      said={`${called} was disabled`}
      deed="The token was disabled"
    >
      <p>Cloudflare refuses every request with it at once. Everything that uses it stops working.</p>
      <p>It stays in the list, and can be enabled again with the same value.</p>
    </ConfirmButton>
  )
}
