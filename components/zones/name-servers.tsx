import { Card } from '@/components/ui/card'
import { CopyButton, CopyText } from '@/components/ui/copy-text'
import { DetailList } from '@/components/ui/detail-list'
import { NotAll } from '@/components/ui/not-all'
import type { ZoneDetails } from '@/lib/zones/schema'

/** What the customer has to set, by the kind of zone, with everything there is to copy. */
export function NameServers({ zone }: { zone: ZoneDetails }) {
  const { type, status, originalNameServers, originalRegistrar, verificationKey, name } = zone
  const servers = zone.vanityNameServers.length > 0 ? zone.vanityNameServers : zone.nameServers
  const waiting = status !== 'active'
  return (
    <Card
      title="Name servers"
      actions={
        servers.length > 1 && (
          <CopyButton label="Copy all name servers" value={servers.join('\n')} text="Copy all" />
        )
      }
    >
      <div className="space-y-4">
        {servers.length > 0 ? (
          <>
            {waiting && (
              <p>
                The customer sets these at the registrar{originalRegistrar && ` (${originalRegistrar})`},
                replacing all others. The zone becomes active once Cloudflare sees them, which can take a day.
              </p>
            )}
            <ul aria-label="Name servers" className="space-y-1.5">
              {servers.map((server) => (
                <li key={server}>
                  <CopyText label={server} value={server} />
                </li>
              ))}
            </ul>
          </>
        ) : !zone.nameServersRead ? null : (
          <p className="text-kumo-subtle">
            {type === 'partial'
              ? 'A partial zone has none: the customer’s own DNS stays, and individual names point to Cloudflare.'
              : type === 'internal'
                ? 'An internal zone has none: Cloudflare Gateway answers for it, inside the customer’s own network.'
                : type === 'secondary'
                  ? 'None are shown here: secondary name servers are set up in Cloudflare’s dashboard.'
                  : 'Cloudflare shows none for this zone.'}
          </p>
        )}
        {!zone.nameServersRead && <NotAll of="name servers" />}
        {verificationKey && (
          <div className="space-y-1.5">
            <p>To prove the domain, the customer adds this TXT record to its DNS:</p>
            <DetailList
              items={[
                {
                  label: 'Record name',
                  value: <CopyText label="Record name" value={`cloudflare-verify.${name}`} />,
                },
                {
                  label: 'Record content',
                  value: <CopyText label="Record content" value={verificationKey} />,
                },
              ]}
            />
          </div>
        )}
        {originalNameServers.length > 0 && (
          <p className="text-sm text-kumo-subtle">Found at the registrar: {originalNameServers.join(', ')}</p>
        )}
      </div>
    </Card>
  )
}
