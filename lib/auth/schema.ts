import * as z from 'zod'

/** Whether to end this session only, or every session of the person. */
export const SignOut = z.object({ everywhere: z.boolean() })
