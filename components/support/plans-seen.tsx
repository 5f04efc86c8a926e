import { GlanceCard } from '@/components/ui/glance-card'

/** What the customer pays for, by name, as the mirror has it. */
export function PlansSeen({ path, plans, asOf }: { path: string; plans: string[]; asOf: string }) {
  return (
    <GlanceCard
      title="Account Subscriptions"
      href={`${path}/subscriptions`}
      asOf={asOf}
      facts={['Plans of the account and its zones']}
      rows={plans}
      rowKey={(plan) => plan}
      row={(plan) => <bdi>{plan}</bdi>}
      none="No plan but Free."
    />
  )
}
