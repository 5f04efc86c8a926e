import { z } from 'zod'

export const ResetSandbox = z.object({})
