'use client'
import { useEffect, useRef } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { Diff } from '@/components/ui/diff'
import { FormError } from '@/components/ui/form-error'
import { SubmitButton } from '@/components/ui/submit-button'
import type { Sending } from '@/components/ui/use-command'
import type { AccountSettings } from '@/lib/accounts/schema'
import type { ErrorView } from '@/lib/core/errors'
import { SETTING_LABELS, settingTexts } from './labels'

/** What a save will change, and the button that saves. Loaded late by the settings' form. */
export default function SettingsReview({
  before,
  after,
  command,
  onSave,
  onBack,
}: {
  before: AccountSettings
  after: AccountSettings
  command: Sending & { error: ErrorView | null }
  onSave: () => void
  onBack: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <Card title="Review changes" description="This is what will change. Nothing has been sent yet.">
        <div className="space-y-5">
          <Diff before={settingTexts(before)} after={settingTexts(after)} names={SETTING_LABELS} />
          <FormError error={command.error} deed="The settings were saved" />
          <div className="flex flex-wrap gap-3">
            <SubmitButton type="button" command={command} onClick={onSave}>
              Save changes
            </SubmitButton>
            <Button onClick={onBack} disabled={command.pending}>
              Back to editing
            </Button>
          </div>
        </div>
      </Card>
    </div>
  )
}
