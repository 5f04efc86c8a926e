import { Card } from '@/components/ui/card'
import { CopyButton, CopyText } from '@/components/ui/copy-text'
import { DetailList } from '@/components/ui/detail-list'
import { word } from '@/components/zones/labels'
import type { Sheet, SheetZone } from '@/lib/onboarding/run-schema'
import { PrintButton } from './print-button'
import { dayOf, peopleLines, planLine, sheetText, todos } from './sheet-text'

/** What the customer gets in the hand. Where the page is printed, it alone is (`data-sheet` in app/globals.css). */
export function HandOver({ sheet }: { sheet: Sheet }) {
  const { account, zones, subscriptions, serviceUser, problems } = sheet
  const todo = todos(sheet)
  return (
    <div data-sheet>
      <Card
        title="Hand-over sheet"
        description={
          <>
            For the customer, as of {dayOf(sheet.at)}.
            <span data-screen> It holds no Know-Your-Customer data.</span>
          </>
        }
        actions={
          <span data-screen className="flex flex-wrap gap-2">
            <CopyButton
              label="Copy the hand-over sheet as text"
              text="Copy as text"
              value={sheetText(sheet)}
            />
            <PrintButton />
          </span>
        }
      >
        <div className="space-y-5">
          <DetailList
            items={[
              { label: 'Account', value: <bdi>{account.name}</bdi> },
              { label: 'Tenant Unit', value: account.unit && <bdi>{account.unit}</bdi>, none: 'Not known' },
              { label: 'Account ID', value: <CopyText label="Account ID" value={account.id} /> },
              { label: 'People', value: lines(peopleLines(sheet)), none: 'Nobody was invited' },
              { label: 'Subscriptions', value: lines(subscriptions), none: 'None' },
              {
                label: 'Service user',
                value: serviceUser ? 'Made. Its API key is handed over separately.' : null,
                none: 'None',
              },
            ]}
          />
          {zones.length > 0 && (
            <Part title="Domains">
              <ul className="space-y-4">
                {zones.map((zone) => (
                  <Zone key={zone.name} zone={zone} />
                ))}
              </ul>
            </Part>
          )}
          <Part title="What the customer has to do now">
            {todo.length > 0 ? (
              <ol className="list-decimal space-y-1.5 pl-5 marker:text-kumo-subtle">
                {todo.map((each) => (
                  <li key={each} className="wrap-anywhere">
                    {each}
                  </li>
                ))}
              </ol>
            ) : (
              <p className="text-kumo-subtle">Nothing.</p>
            )}
          </Part>
          {problems.length > 0 && <Part title="Still missing">{lines(problems)}</Part>}
        </div>
      </Card>
    </div>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function Zone({ zone }: { zone: SheetZone }) {
  const { name, unicode, status, nameServers, deletedOn } = zone
  return (
    <li className="break-inside-avoid">
      <p className="font-medium wrap-anywhere">
        <bdi>{unicode ?? name}</bdi>
        {unicode && <span className="font-normal text-kumo-subtle"> ({name})</span>}
      </p>
      <dl className="mt-1 grid gap-x-4 gap-y-0.5 sm:grid-cols-[7rem_minmax(0,1fr)]">
        <Fact label="State">{status ? word(status) : 'Not known'}</Fact>
        <Fact label="Plan">{planLine(zone)}</Fact>
        {nameServers.length > 0 && (
          <Fact label="Name servers">
            {nameServers.map((server) => (
              <span key={server} className="block">
                <CopyText label={server} value={server} />
              </span>
            ))}
          </Fact>
        )}
        {deletedOn && (
          <Fact label="Kept until">
            {dayOf(deletedOn)}. Then Cloudflare deletes the domain, unless it is active by then.
          </Fact>
        )}
      </dl>
    </li>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-kumo-subtle max-sm:mt-1">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  )
}

function lines(of: string[]) {
  if (of.length === 0) return null
  return (
    <ul className="space-y-0.5">
      {of.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  )
}
