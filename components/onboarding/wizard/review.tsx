'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { ButtonLink } from '@/components/ui/button-link'
import { DetailList } from '@/components/ui/detail-list'
import { FormError } from '@/components/ui/form-error'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { QueryFault } from '@/components/ui/query-fault'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextLink } from '@/components/ui/text-link'
import { useCommand } from '@/components/ui/use-command'
import { provision } from '@/lib/onboarding/actions'
import { PAGE_LABELS, STEPS, type StepErrors } from '@/lib/onboarding/draft-constants'
import { draftReviewQuery } from '@/lib/onboarding/draft-keys'
import type { DraftReview, ReviewedStep } from '@/lib/onboarding/draft-schema'
import { KIND_LABELS } from '@/lib/onboarding/run-constants'
import type { StepKind } from '@/lib/onboarding/schema'
import { DomainsInUse, Namesakes } from './underway'
import { useWizard } from './use-wizard'

/** A dry run of what is saved: what will be sent, what it costs, and what cannot be taken back. */
export function Review() {
  const { draftId, saved, isSaved, hasMoved } = useWizard()
  const { data, error, refetch } = useQuery({
    ...draftReviewQuery(draftId, saved.version),
    enabled: isSaved,
  })
  const heading = useRef<HTMLDivElement>(null)
  const arrive = useEffectEvent(() => hasMoved && heading.current?.focus())
  useEffect(() => void arrive(), [])
  return (
    <div ref={heading} tabIndex={-1} aria-label="Review" role="group" className="space-y-6 outline-none">
      {error ? (
        <Notice
          tone="danger"
          role="alert"
          title="The review could not be made"
          actions={<Button onClick={() => void refetch()}>Retry</Button>}
        >
          <QueryFault error={error}>{error.message}</QueryFault>
        </Notice>
      ) : !data || !isSaved ? (
        <LinesSkeleton title="Review" lines={8} />
      ) : data.steps === null ? (
        <Wrong errors={data.errors} />
      ) : (
        <Ready review={data} />
      )}
    </div>
  )
}

function Wrong({ errors }: { errors: StepErrors }) {
  const { draftId } = useWizard()
  const wrong = STEPS.filter((step) => Object.keys(errors[step]).length > 0)
  return (
    <Card title="Before this can be provisioned">
      <ul className="space-y-4">
        {wrong.map((step) => (
          <li key={step}>
            <TextLink href={`/onboarding/drafts/${draftId}/${step}`}>{PAGE_LABELS[step]}</TextLink>
            <ul className="mt-1 list-disc space-y-1 pl-5">
              {Object.entries(errors[step]).map(([field, message]) => (
                <li key={field} className="wrap-anywhere text-kumo-danger">
                  {message}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Ready({ review }: { review: Extract<DraftReview, { steps: ReviewedStep[] }> }) {
  const { draftId, content } = useWizard()
  const { steps, calls, minutes, version, entitlementsRead } = review
  const router = useRouter()
  const command = useCommand(provision, {
    unanswered: {
      message:
        'Tenantdesk did not answer, so it is not known whether the run has begun. A draft is provisioned once: try again.',
      effect: 'none',
    },
  })
  const kinds = new Set(steps.map(({ kind }) => kind))
  const { agreementOn, agreementBy } = content.customer
  const refused = steps.filter((step) => step.refused)
  return (
    <>
      {refused.length > 0 && (
        <Notice
          tone="warning"
          role="status"
          title={
            refused.length === 1
              ? 'One step is known to be refused'
              : `${refused.length} steps are known to be refused`
          }
        >
          The run would pause there, and wait for somebody to change or skip the step.
        </Notice>
      )}
      <Namesakes />
      <DomainsInUse />
      <Card title="What will be done" description="In this order. Nothing has been sent yet.">
        <ol className="space-y-3">
          {steps.map(({ key, kind, subject, calls: most, refused: why }, index) => (
            <li key={key} className="grid grid-cols-[1.75rem_minmax(0,1fr)_auto] items-baseline gap-x-2">
              <span className="text-kumo-subtle tabular-nums">{index + 1}.</span>
              <span className="min-w-0 wrap-anywhere">
                {KIND_LABELS[kind]} {kind !== 'read-back' && <bdi className="font-medium">{subject}</bdi>}
                <span className="block text-sm text-kumo-subtle">{CREATES[kind]}</span>
                {why && <span className="block text-sm text-kumo-warning">{why}</span>}
              </span>
              <span className="text-sm whitespace-nowrap text-kumo-subtle">
                {most === 0 ? 'by a person' : `up to ${most} calls`}
              </span>
            </li>
          ))}
        </ol>
      </Card>
      <Card title="What it takes">
        <DetailList
          items={[
            { label: 'Calls', value: `At most ${calls.toLocaleString('en')}` },
            {
              label: 'Time',
              value:
                minutes === 0
                  ? 'The allowance has room for it: no wait is needed.'
                  : `About ${minutes === 1 ? '1 minute' : `${minutes} minutes`} longer than the calls themselves, waiting for the allowance.`,
            },
            {
              label: 'Price',
              value:
                kinds.has('plan') || kinds.has('subscription')
                  ? 'Not known: Cloudflare tells the price of a plan only for zones that exist. Your agreement decides.'
                  : 'Nothing is ordered.',
            },
            {
              label: 'Known refusals',
              value: `${
                entitlementsRead
                  ? 'From what your agreement has refused here before, and from the entitlements of your tenant.'
                  : 'From what your agreement has refused here before. The entitlements of your tenant could not be read.'
              } Those of the account are told only once it exists.`,
            },
            {
              label: 'Agreement',
              value:
                agreementOn || agreementBy
                  ? ['Accepted', agreementOn && `on ${agreementOn}`, agreementBy && `by ${agreementBy}`]
                      .filter(Boolean)
                      .join(' ')
                  : null,
              none: 'Not entered',
            },
          ]}
        />
      </Card>
      <Card title="What cannot be undone">
        <ul className="list-disc space-y-1 pl-5">
          {(Object.keys(PERMANENT) as StepKind[])
            .filter((kind) => kinds.has(kind))
            .map((kind) => (
              <li key={kind}>{PERMANENT[kind]}</li>
            ))}
        </ul>
      </Card>
      <FormError error={command.error} deed="The run was started" />
      <div className="flex flex-wrap gap-3">
        <ButtonLink href={`/onboarding/drafts/${draftId}/subscriptions`}>Back</ButtonLink>
        <SubmitButton
          type="button"
          command={command}
          onClick={() =>
            void command.send(
              { draftId, version },
              { done: ({ runId }) => router.arrive(`/onboarding/runs/${runId}`) },
            )
          }
        >
          Provision
        </SubmitButton>
      </div>
    </>
  )
}

const CREATES: Record<StepKind, string> = {
  account: 'A managed account, with its Know-Your-Customer data.',
  member: 'An invitation by email.',
  zone: 'A zone that is pending until the domain’s name servers are changed.',
  plan: 'An order for the zone’s plan.',
  subscription: 'A subscription of the account.',
  'service-user':
    'A user for the customer’s own systems. The run waits for a person, because its key is shown once.',
  'read-back': 'Reads the account and all that is in it, and says what differs from the order.',
}

const PERMANENT: Partial<Record<StepKind, string>> = {
  account: 'The account stays until an administrator deletes it, with everything in it.',
  member: 'Invitations that have gone out cannot be called back. Members can be removed by an administrator.',
  zone: 'A zone stays until an administrator deletes it.',
  plan: 'A plan can be changed again. What Cloudflare bills for it until then stays billed.',
  subscription:
    'A subscription stays until an administrator cancels it. What Cloudflare bills for it until then stays billed.',
  'service-user': 'A service user cannot be deleted here. Cloudflare Support can.',
}
