'use client'
import { useState } from 'react'
import { Card } from '@/components/ui/card'
import { DetailList } from '@/components/ui/detail-list'
import { FormError } from '@/components/ui/form-error'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand } from '@/components/ui/use-command'
import { revealKyc } from '@/lib/accounts/actions'
import { KYC_FIELDS, KYC_LABELS } from '@/lib/accounts/constants'
import type { Kyc, KycView } from '@/lib/accounts/schema'

const TITLE = 'Know-Your-Customer'

/** Know-Your-Customer data as far as the person may see it; "Reveal" shows the rest and leaves a record. */
export function KycCard({ accountId, kyc }: { accountId: string; kyc: KycView }) {
  const [revealed, setRevealed] = useState<Kyc | null>(null)
  const reveal = useCommand(revealKyc, { unanswered: NOT_SHOWN })

  if (!kyc)
    return (
      <Card title={TITLE}>
        <p className="text-kumo-subtle">Not available</p>
      </Card>
    )
  const values = kyc.masked ? revealed : kyc.values
  const mayReveal = kyc.masked && kyc.mayReveal && !revealed
  return (
    <Card
      title={TITLE}
      description={mayReveal ? 'Hidden until you reveal it. Each reveal is recorded.' : undefined}
      actions={
        mayReveal && (
          <SubmitButton
            type="button"
            variant="secondary"
            size="sm"
            command={reveal}
            onClick={() => void reveal.send({ accountId }, { done: setRevealed })}
          >
            Reveal
          </SubmitButton>
        )
      }
    >
      <DetailList
        items={KYC_FIELDS.map((field) => ({
          label: KYC_LABELS[field],
          value: values
            ? values[field] && <bdi>{values[field]}</bdi>
            : kyc.masked && kyc.filled[field] && <Masked />,
        }))}
      />
      <div role="status" className="sr-only">
        {revealed && 'Know-Your-Customer data is shown'}
      </div>
      {reveal.error && (
        <div className="mt-4">
          <FormError error={reveal.error} deed="The data was shown" />
        </div>
      )}
    </Card>
  )
}

export function KycSkeleton() {
  return (
    <Card title={TITLE}>
      <Loading label="Loading Know-Your-Customer data">
        <DetailList
          items={KYC_FIELDS.map((field) => ({
            label: KYC_LABELS[field],
            value: <Skeleton className="my-1 w-40 max-w-full" />,
          }))}
        />
      </Loading>
    </Card>
  )
}

// What the answer would have shown is not shown, for certain. Whether it is on record is not known.
const NOT_SHOWN = {
  message: 'Tenantdesk did not answer. Try again. The reveal may have been recorded anyway.',
  effect: 'none' as const,
}

function Masked() {
  return (
    <>
      <span aria-hidden="true" className="tracking-widest text-kumo-subtle">
        ••••••••
      </span>
      <span className="sr-only">Hidden</span>
    </>
  )
}
