'use client'
import { useEffect, useRef } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SecretOnce } from '@/components/ui/secret-once'
import { toast } from '@/components/ui/toast'
import { RollToken } from './roll-token'
import { VerifyCommand, VerifyNow } from './verify-token'

type Props = { accountId: string; tokenId: string; name: string }

/** A token that was just created, and its value, this once. */
export function CreatedToken({ accountId, tokenId, name, value }: Props & { value: string }) {
  const router = useRouter()
  return (
    <div className="max-w-3xl space-y-6">
      <Notice tone="success" title={`${name} was created`} />
      <Card title="Token value" description="Whoever has it can do all that this token may do.">
        <SecretOnce
          label="API token"
          value={value}
          done="Done"
          onDone={() => {
            toast(`${name} was created`)
            router.push(`/accounts/${accountId}/tokens/${tokenId}`)
          }}
        />
      </Card>
      <Card title="Verify" description="Whether Cloudflare accepts it already.">
        <div className="space-y-4">
          <VerifyNow accountId={accountId} tokenId={tokenId} value={value} />
          <VerifyCommand accountId={accountId} />
        </div>
      </Card>
    </div>
  )
}

/** A token that was created while the answer with its value was lost. */
export function LostToken({ accountId, tokenIds, name }: Omit<Props, 'tokenId'> & { tokenIds: string[] }) {
  const [only] = tokenIds.length === 1 ? tokenIds : []
  const path = `/accounts/${accountId}/tokens`
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="max-w-3xl space-y-6 outline-none">
      <Notice tone="warning" role="alert" title={`${name} was created, and its value is lost`}>
        <p>
          Cloudflare’s answer did not arrive, and the value was in it: nobody has seen it, and nobody can show
          it again.
        </p>
        <p className="mt-2">
          {only
            ? 'Roll the token for a new value, or open it to delete it.'
            : `There are ${tokenIds.length} new tokens of this name. Open each to roll or to delete it.`}
        </p>
      </Notice>
      {only && (
        <Card title="New value" description="Rolling makes a value that you will see, once.">
          <RollToken accountId={accountId} tokenId={only} name={name} />
        </Card>
      )}
      <div className="flex flex-wrap gap-3">
        {tokenIds.map((id, index) => (
          <ButtonLink key={id} href={`${path}/${id}`}>
            {only ? 'Open the token' : `Open token ${index + 1} of ${tokenIds.length}`}
          </ButtonLink>
        ))}
        <ButtonLink href={path} variant="ghost">
          See all API tokens
        </ButtonLink>
      </div>
    </div>
  )
}
