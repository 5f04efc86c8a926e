'use client'
import { useEffect, useRef } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SecretOnce } from '@/components/ui/secret-once'
import { toast } from '@/components/ui/toast'
import type { FoundToken, Shortfall } from '@/lib/tokens/schema'
import { RollToken } from './roll-token'
import { VerifyCommand, VerifyNow } from './verify-token'
import { SHORTFALLS } from './labels'

type Props = { accountId: string; tokenId: string; name: string }

/** A token that was just created, and its value, this once. */
export function CreatedToken({
  accountId,
  tokenId,
  name,
  value,
  otherwise,
  mayDelete,
}: Props & { value: string; otherwise: Shortfall[]; mayDelete: boolean }) {
  const router = useRouter()
  return (
    <div className="max-w-3xl space-y-6">
      {otherwise.length > 0 ? (
        <NotAsAsked title={`${name} was created, but not as you asked`} otherwise={otherwise}>
          {`Do not give its value to anyone yet. Open the token to see what it can do; ${mayDelete ? 'you can edit or delete it there' : 'you can edit or disable it there, and an administrator can delete it'}.`}
        </NotAsAsked>
      ) : (
        <Notice tone="success" title={`${name} was created`} />
      )}
      <Card title="Token value" description="Anyone who has it can do everything this token allows.">
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
      <Card title="Verify" description="Check whether Cloudflare already accepts it.">
        <div className="space-y-4">
          <VerifyNow accountId={accountId} tokenId={tokenId} value={value} />
          <VerifyCommand accountId={accountId} />
        </div>
      </Card>
    </div>
  )
}

/** A token that was saved, and is not what it was saved as. */
export function SavedOtherwise({ accountId, tokenId, name, otherwise }: Props & { otherwise: Shortfall[] }) {
  return (
    <div className="max-w-3xl space-y-6">
      <NotAsAsked title={`${name} was saved, but not as you asked`} otherwise={otherwise}>
        Open the token to see what it can do. Disable it if that is more than it should.
      </NotAsAsked>
      <ButtonLink href={`/accounts/${accountId}/tokens/${tokenId}`}>Open the token</ButtonLink>
    </div>
  )
}

function NotAsAsked({
  title,
  otherwise,
  children,
}: {
  title: string
  otherwise: Shortfall[]
  /** What to do. */
  children: string
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <Notice tone="danger" role="alert" title={title}>
        <Shortfalls of={otherwise} />
        <p className="mt-2">{children}</p>
      </Notice>
    </div>
  )
}

function Shortfalls({ of }: { of: Shortfall[] }) {
  return (
    <ul className="list-disc space-y-1 pl-4">
      {of.map((part) => (
        <li key={part}>{SHORTFALLS[part]}</li>
      ))}
    </ul>
  )
}

/** A token that was created while the answer with its value was lost: one, or several that it can be. */
export function LostToken({
  accountId,
  tokens,
  name,
  mayDelete,
}: Omit<Props, 'tokenId'> & { tokens: FoundToken[]; mayDelete: boolean }) {
  const [only] = tokens.length === 1 ? tokens : []
  const asAsked = tokens.every(({ otherwise }) => otherwise.length === 0)
  const path = `/accounts/${accountId}/tokens`
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="max-w-3xl space-y-6 outline-none">
      <Notice
        tone={asAsked ? 'warning' : 'danger'}
        role="alert"
        title={
          asAsked
            ? `${name} was created, but its value is lost`
            : `${name} was created, but not as you asked, and its value is lost`
        }
      >
        <p>
          Cloudflare’s answer did not arrive, and the value was in it: nobody has seen it, and nobody can show
          it again.
        </p>
        {!only && <p className="mt-2">There are {tokens.length} new tokens with this name.</p>}
        {tokens.map(
          ({ tokenId, otherwise }, index) =>
            otherwise.length > 0 && (
              <div key={tokenId} className="mt-2">
                {!only && <p>Token {index + 1}:</p>}
                <Shortfalls of={otherwise} />
              </div>
            ),
        )}
        <p className="mt-2">
          {!asAsked
            ? `${mayDelete ? 'Delete it, or correct it' : 'Disable it, or correct it'} before you roll it: the new value can do what the token allows now.`
            : only
              ? `Roll the token to get a new value, or open it to ${mayDelete ? 'delete' : 'disable'} it.`
              : `Open each one to roll or ${mayDelete ? 'delete' : 'disable'} it.`}
          {!mayDelete && ' Only administrators can delete tokens.'}
        </p>
      </Notice>
      {only && asAsked && (
        <Card title="New value" description="Rolling creates a new value, which is shown once.">
          <RollToken accountId={accountId} tokenId={only.tokenId} name={name} />
        </Card>
      )}
      <div className="flex flex-wrap gap-3">
        {tokens.map(({ tokenId }, index) => (
          <ButtonLink key={tokenId} href={`${path}/${tokenId}`}>
            {only ? 'Open the token' : `Open token ${index + 1} of ${tokens.length}`}
          </ButtonLink>
        ))}
        <ButtonLink href={path} variant="ghost">
          See all API tokens
        </ButtonLink>
      </div>
    </div>
  )
}
