'use client'
import { Radio } from '@cloudflare/kumo/components/radio'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Notice } from '@/components/ui/notice'
import { KYC_FIELDS, kycOf } from '@/lib/accounts/constants'
import type { AccountSettings, Kyc } from '@/lib/accounts/schema'
import { SETTING_LABELS, settingTexts } from './labels'

type Side = 'mine' | 'theirs'

/**
 * Somebody else's version beside the form's own, where they differ, with a choice per field. What this person did not
 * touch is theirs to begin with. Nothing is sent from here: the chosen mixture goes to the form's review. Loaded late.
 */
export default function BothVersions({
  loaded,
  mine,
  theirs,
  onChosen,
}: {
  loaded: AccountSettings
  mine: AccountSettings
  theirs: AccountSettings
  onChosen: (values: AccountSettings) => void
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  const texts = { loaded: settingTexts(loaded), mine: settingTexts(mine), theirs: settingTexts(theirs) }
  const fields = Object.keys(texts.theirs).filter((field) => texts.mine[field] !== texts.theirs[field])
  const [chosen, setChosen] = useState<Record<string, Side>>(() =>
    Object.fromEntries(
      fields.map((field) => [field, texts.mine[field] === texts.loaded[field] ? 'theirs' : 'mine']),
    ),
  )
  const all = (side: Side) => Object.fromEntries(fields.map((field) => [field, side]))

  return (
    <div ref={box} tabIndex={-1} className="space-y-5 outline-none">
      <Notice tone="warning" role="alert" title="Changed since you opened this form">
        Nothing was sent. For each field, choose which version to keep, then review and save.
      </Notice>
      <div className="space-y-4">
        {fields.map((field) => (
          <Radio.Group<Side>
            key={field}
            legend={SETTING_LABELS[field]}
            appearance="card"
            controlPosition="start"
            value={chosen[field]}
            onValueChange={(side) => setChosen({ ...chosen, [field]: side })}
            className="gap-1.5 [&>:last-child]:grid [&>:last-child]:gap-2 sm:[&>:last-child]:grid-cols-2"
          >
            {(['mine', 'theirs'] as const).map((side) => (
              <Radio.Item
                key={side}
                value={side}
                label={
                  side === 'mine'
                    ? 'Mine, in this form'
                    : `Theirs, ${field === 'description' ? 'in Tenantdesk' : 'at Cloudflare'} now`
                }
                description={
                  texts[side][field] ? (
                    <bdi className="whitespace-pre-wrap text-kumo-default">{texts[side][field]}</bdi>
                  ) : (
                    'empty'
                  )
                }
                className="wrap-anywhere"
              />
            ))}
          </Radio.Group>
        ))}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" onClick={() => onChosen(mix(mine, theirs, chosen))}>
          Continue with these
        </Button>
        <Button onClick={() => onChosen(mix(mine, theirs, all('mine')))}>Keep mine</Button>
        <Button onClick={() => onChosen(mix(mine, theirs, all('theirs')))}>Use theirs</Button>
      </div>
    </div>
  )
}

function mix(mine: AccountSettings, theirs: AccountSettings, chosen: Record<string, Side>): AccountSettings {
  const of = (field: string) => (chosen[field] === 'mine' ? mine : theirs)
  const kyc = kycOf(theirs)
  return {
    name: of('name').name,
    abuseContactEmail: of('abuseContactEmail').abuseContactEmail,
    enforceTwoFactor: of('enforceTwoFactor').enforceTwoFactor,
    description: of('description').description,
    // A profile that is not available now cannot be kept.
    kyc: kyc
      ? (Object.fromEntries(KYC_FIELDS.map((field) => [field, (kycOf(of(field)) ?? kyc)[field]])) as Kyc)
      : theirs.kyc,
  }
}
