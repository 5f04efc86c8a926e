'use client'
import type { ComponentProps } from 'react'
import { RadioCards } from '@/components/ui/radio-cards'
import { NEW_ZONE_TYPES } from '@/lib/zones/constants'
import { TYPES } from './labels'

type Type = (typeof NEW_ZONE_TYPES)[number]

/** How a new zone is served. */
export function ZoneTypeField(
  radio: Pick<
    ComponentProps<typeof RadioCards<Type>>,
    'name' | 'value' | 'onChange' | 'onBlur' | 'error' | 'ref'
  >,
) {
  return (
    <RadioCards
      label="Type"
      columns={1}
      options={NEW_ZONE_TYPES.map((type) => ({
        value: type,
        label: TYPES[type].label,
        description: TYPES[type].says,
      }))}
      {...radio}
    />
  )
}
