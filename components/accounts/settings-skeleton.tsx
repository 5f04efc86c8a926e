import { Card } from '@/components/ui/card'
import { Loading, Skeleton } from '@/components/ui/skeleton'

/** The settings form while it is on its way. */
export function SettingsSkeleton() {
  return (
    <Loading label="Loading settings">
      <div className="space-y-6">
        <Card title="Account">
          <Fields count={4} />
        </Card>
        <Card title="Know-Your-Customer">
          <Fields count={4} />
        </Card>
        <Skeleton className="h-9 w-36 rounded-lg" />
      </div>
    </Loading>
  )
}

function Fields({ count }: { count: number }) {
  return (
    <div className="space-y-5">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="space-y-2">
          <Skeleton className="w-28" />
          <Skeleton className="h-9 rounded-lg" />
        </div>
      ))}
    </div>
  )
}
