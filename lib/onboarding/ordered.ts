import 'server-only'
import { may, type Role } from '@/lib/auth/permissions'
import { AppError } from '@/lib/core/errors'
import { unseal } from '@/lib/core/seal'
import type { OnboardingRun } from '@/lib/db/generated/client'
import type { Order } from './schema'

type Sealed = Pick<OnboardingRun, 'id' | 'content'>

/** What a run was ordered to make; null once that was removed, thirty days after its end. */
export function orderOfRun({ id, content }: Sealed): Order | null {
  return content && unseal<Order>(content, `onboarding_run:${id}`)
}

/** The addresses that a run invites, or why they are not shown. */
export type Addresses =
  { shown: true; people: string[]; serviceUser: string | null } | { shown: false; why: Hidden }
export type Hidden = 'masked' | 'removed' | 'unreadable'

/** For a person of that role: who may not enter customers sees a run without what is personal in it. */
export function addressesOf(run: Sealed, role: Role): Addresses {
  if (!run.content) return { shown: false, why: 'removed' }
  if (!may(role, 'onboarding.provision')) return { shown: false, why: 'masked' }
  try {
    const { emails, serviceUser } = orderOfRun(run)!.access
    return { shown: true, people: emails, serviceUser: serviceUser?.email ?? null }
  } catch (error) {
    // Of another DATA_KEY: all else of the run is still to be seen.
    if (error instanceof AppError) return { shown: false, why: 'unreadable' }
    throw error
  }
}
