import 'server-only'
import * as z from 'zod'
import { defineEvent } from '@/lib/audit/remember'

/** By `npm run rotate`. */
export const SECRET_REPLACED = defineEvent({
  name: 'installation.rotate',
  label: 'Replace what processes share',
  target: 'installation',
  remember: {
    after: z.object({ ended: z.number(), sealed: z.number().optional(), removed: z.number().optional() }),
  },
})
