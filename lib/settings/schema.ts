import * as z from 'zod'

export const ResetSandbox = z.object({})
