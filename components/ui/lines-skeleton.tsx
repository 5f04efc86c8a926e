import { Card } from './card'
import { Loading, Skeleton } from './skeleton'

/** A card of a few lines while they are on their way. */
export function LinesSkeleton({ title, lines = 3 }: { title: string; lines?: number }) {
  return (
    <Card title={title}>
      <Loading label={`Loading ${title}`}>
        <div className="space-y-5">
          {Array.from({ length: lines }, (_, line) => (
            <div key={line} className="space-y-2">
              <Skeleton className="w-40 max-w-full" />
              <Skeleton className="w-64 max-w-full" />
            </div>
          ))}
        </div>
      </Loading>
    </Card>
  )
}
