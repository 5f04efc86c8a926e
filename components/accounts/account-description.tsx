import { Card } from '@/components/ui/card'

/** Our own description of an account. */
export function AccountDescription({ text }: { text: string }) {
  return (
    <Card title="Account Description" description="Stored in Tenantdesk for your team. Cloudflare has none.">
      {text ? (
        <p className="wrap-anywhere whitespace-pre-wrap">
          <bdi>{text}</bdi>
        </p>
      ) : (
        <p className="text-kumo-subtle">None</p>
      )}
    </Card>
  )
}
