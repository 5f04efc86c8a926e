'use client'
import type { ComponentProps } from 'react'
import { TextArea } from '@/components/ui/form-field'
import { INVITE_MAX, readEmails, sameEmail } from '@/lib/members/constants'

/** Addresses as pasted, with what becomes of them. */
export function PeopleField({
  text,
  members,
  ...field
}: {
  /** What is in it. */
  text: string
  /** Who is a member already, as `sameEmail` has it. */
  members?: ReadonlySet<string>
} & Omit<ComponentProps<typeof TextArea>, 'label' | 'hint'>) {
  const { emails, repeated, invalid } = readEmails(text)
  const already = emails.filter((email) => members?.has(sameEmail(email)))
  const sendable = emails.length - already.length
  return (
    <>
      <TextArea
        label="Email addresses"
        hint="One or many: paste a list, separated by commas, semicolons, spaces or line breaks."
        rows={4}
        spellCheck={false}
        autoCapitalize="none"
        {...field}
      />
      <div role="status" className="mt-3 space-y-1 text-sm empty:hidden">
        {sendable > INVITE_MAX ? (
          <p className="text-kumo-warning">
            {sendable} people, {sendable - INVITE_MAX} more than can be invited at once.
          </p>
        ) : (
          emails.length > 0 && <p>{sendable === 1 ? '1 person' : `${sendable} people`} will be invited.</p>
        )}
        <Remark what="Entered more than once, will be sent once" emails={repeated} />
        <Remark what="Already a member, left out" emails={already} />
        {/* Once something was sent, the error names them. */}
        {!field.error && <Remark what="Not an email address" emails={invalid} />}
      </div>
    </>
  )
}

function Remark({ what, emails }: { what: string; emails: string[] }) {
  if (emails.length === 0) return null
  return (
    <p className="wrap-anywhere text-kumo-warning">
      {what}: {emails.join(', ')}
    </p>
  )
}
