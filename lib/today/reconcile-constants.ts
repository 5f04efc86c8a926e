import type { Drift, Reconciled } from './reconcile-schema'

// Apart from the schema, so that a page that only names these does not load what checks them.

export const RECONCILE_PAGE = 50

export const RECONCILED_LABELS: Record<Reconciled, string> = {
  cloudflare: 'Only at Cloudflare',
  here: 'Only here',
  namesakes: 'Namesakes',
  drift: 'As ordered',
}

export const RECONCILED_SAYS: Record<Reconciled, string> = {
  cloudflare:
    'Accounts that Tenantdesk did not make, and of which nobody has written what they are: those that appeared since the first listing first.',
  here: 'Accounts that are gone at Cloudflare, and of which there are runs, notes or open work here.',
  namesakes:
    'Accounts that have one name, or nearly: without case, accents, punctuation and the company’s form.',
  drift: 'Accounts that an onboarding run has made, beside what it was ordered to make.',
}

export const DRIFT_LABELS: Record<Drift, string> = {
  drifted: 'Drifted',
  'in-sync': 'In sync',
  'not-checked': 'Not checked',
  unknown: 'Unknown',
}
