import { answer } from '@/lib/core/answer'
import { allowanceWarning } from '@/lib/settings/queries'

export const GET = () => answer(allowanceWarning)
