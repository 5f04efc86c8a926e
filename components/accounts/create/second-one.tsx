'use client'
import { useEffect, type ComponentProps } from 'react'
import { CheckboxField } from '@/components/ui/checkbox'

export type Tick = Omit<ComponentProps<typeof CheckboxField>, 'label' | 'hint' | 'error'>

/** The tick that a second account of one name wants. Loaded on demand by SameName. */
export default function SecondOne({
  tick,
  error,
  onRefused,
}: {
  tick: Tick
  error?: string
  onRefused: () => void
}) {
  useEffect(() => {
    if (error !== undefined) onRefused()
  }, [error, onRefused])
  return <CheckboxField label="Create another account with this name" error={error} {...tick} />
}
