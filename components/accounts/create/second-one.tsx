'use client'
import { useEffect } from 'react'
import { Controller, type Control } from 'react-hook-form'
import { CheckboxField } from '@/components/ui/checkbox'
import type { CreateAccount } from '@/lib/accounts/schema'

/** The tick that a second account of one name wants. Loaded on demand by SameName. */
export default function SecondOne({
  control,
  error,
  onRefused,
}: {
  control: Control<CreateAccount>
  error?: string
  onRefused: () => void
}) {
  useEffect(() => {
    if (error !== undefined) onRefused()
  }, [error, onRefused])
  return (
    <Controller
      control={control}
      name="confirmDuplicate"
      render={({ field: { value, ...field } }) => (
        <CheckboxField
          label="Create another account with this name"
          error={error}
          checked={value}
          {...field}
        />
      )}
    />
  )
}
