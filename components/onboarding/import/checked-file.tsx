import { DateTime } from '@/components/ui/date-time'
import { Notice } from '@/components/ui/notice'
import { numberOf } from '@/components/ui/pagination'
import { TextLink } from '@/components/ui/text-link'
import type { Grid, ImportDetails } from '@/lib/onboarding/import-schema'

/** What is to be known of a file that was checked, before its rows. */
export function CheckedFile({ details, counts }: { details: ImportDetails; counts: Grid['counts'] }) {
  const { same, compared } = details
  const { errors, twins, ready } = counts
  return (
    <div className="mb-6 max-w-3xl space-y-3">
      {same && (
        <Notice tone="warning" title="The same file was started before">
          {same.startedBy} started it <DateTime value={same.startedAt} />:{' '}
          <TextLink href={`/onboarding/imports/${same.id}`}>
            {numberOf(same.made, 'accounts')} {same.made === 1 ? 'was' : 'were'} made
          </TextLink>{' '}
          {same.underway > 0 && `and ${numberOf(same.underway, 'customers')} wait there `}
          since. Starting it again would create up to {numberOf(ready + twins, 'customers')} once more.
        </Notice>
      )}
      {errors + twins > 0 ? (
        <Notice tone="warning" title={`${numberOf(ready, 'customers')} can be created`}>
          {errors > 0 &&
            `${numberOf(errors, 'rows')} ${errors === 1 ? 'has' : 'have'} errors: correct or remove ${errors === 1 ? 'it' : 'them'}. `}
          {twins > 0 &&
            `${numberOf(twins, 'rows')} may be for customers who exist already: say which of them are to be created anyway.`}
        </Notice>
      ) : (
        <Notice
          tone="success"
          title={`${numberOf(ready, 'customers')} can be created, and no row has an error`}
        />
      )}
      {compared && !compared.complete && (
        <Notice tone="warning" title="Not everything could be compared">
          The file was compared with {numberOf(compared.accounts, 'accounts')} and{' '}
          {numberOf(compared.zones, 'zones')}, which are not all. A customer who exists already may not be
          shown as one. {compared.why}
        </Notice>
      )}
    </div>
  )
}
