import { Card } from '@/components/ui/card'
import { DetailList } from '@/components/ui/detail-list'
import { numberOf } from '@/components/ui/pagination'
import type { ImportPreview } from '@/lib/onboarding/import-schema'
import { lastingAbout } from './labels'

/** What starting the import costs, and what is left to others meanwhile. */
export function PreviewCard({ preview, children }: { preview: ImportPreview; children?: React.ReactNode }) {
  const { customers, calls, seconds, limit, forPeople } = preview
  const share = Math.floor((100 * forPeople) / limit)
  return (
    <Card title="Preview">
      <DetailList
        items={[
          { label: 'Customers', value: customers.toLocaleString('en') },
          {
            label: 'Calls',
            value: customers === 0 ? null : `At most ${numberOf(calls, 'calls')} to Cloudflare`,
          },
          { label: 'Duration', value: customers === 0 ? null : `About ${lastingAbout(seconds)}` },
          {
            label: 'Left for colleagues',
            value: `${forPeople.toLocaleString('en')} of ${limit.toLocaleString('en')} calls in every five minutes (${share}%). People always go first: the import waits for them.`,
          },
        ]}
      />
      {children && <div className="mt-5">{children}</div>}
    </Card>
  )
}
