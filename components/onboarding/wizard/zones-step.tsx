'use client'
import { TYPES } from '@/components/zones/labels'
import { ZoneTypeField } from '@/components/zones/type-field'
import { Card } from '@/components/ui/card'
import { TextArea } from '@/components/ui/form-field'
import { Select } from '@/components/ui/input'
import { NEW_ZONE_TYPES, readDomains } from '@/lib/zones/constants'
import { Given, StepForm } from './step-form'
import { DomainsInUse } from './underway'
import { useStep } from './use-wizard'

type Type = (typeof NEW_ZONE_TYPES)[number]

/** The domains that Cloudflare will serve for the customer. */
export function ZonesStep() {
  const { value, errors, set, field } = useStep('zones')
  const { domains, repeated, invalid } = readDomains(value.text)
  const typeOf = (name: string) => value.types[name] ?? value.type
  function setType(name: string, type: Type) {
    const { [name]: _, ...others } = value.types
    set({ types: type === value.type ? others : { ...others, [name]: type } })
  }
  return (
    <StepForm step="zones">
      <Card title="Domains" description="Each becomes a zone of the account. A customer can do without.">
        <div className="space-y-5">
          <div>
            <TextArea
              label="Domain names"
              hint="One or many: paste a list, separated by commas, semicolons, spaces or line breaks. The registered domain, such as example.com."
              rows={4}
              inputMode="url"
              autoCapitalize="none"
              spellCheck={false}
              {...field('text')}
            />
            <div role="status" className="mt-3 space-y-1 text-sm empty:hidden">
              {domains.length > 0 && (
                <p>{domains.length === 1 ? '1 domain' : `${domains.length} domains`} will be added.</p>
              )}
              <Remark what="Entered more than once, will be added once" names={repeated} />
              {!errors.text && <Remark what="Not a domain name" names={invalid} />}
            </div>
          </div>
          <DomainsInUse />
          <Given wrong={false} what={`Type ${TYPES[value.type].label}`}>
            <ZoneTypeField value={value.type} onChange={(type) => set({ type })} />
          </Given>
        </div>
      </Card>
      {domains.length > 0 && (
        <Card title="Type by domain" description="Where one is to be of another type than the others.">
          <ul className="divide-y divide-kumo-hairline">
            {domains.map(({ name, typed }) => (
              <li
                key={name}
                className="flex flex-wrap items-center justify-between gap-3 py-2 first:pt-0 last:pb-0"
              >
                <span className="min-w-0 flex-[1_1_12rem] wrap-anywhere">
                  <bdi>{typed}</bdi>
                  {name !== typed.toLowerCase() && (
                    <span className="block text-sm text-kumo-subtle">
                      Added as <code className="font-mono text-xs wrap-anywhere">{name}</code>, its form in
                      the DNS.
                    </span>
                  )}
                </span>
                <span className="w-36">
                  <Select
                    aria-label={`Type of ${typed}`}
                    value={typeOf(name)}
                    onChange={({ target }) => setType(name, target.value as Type)}
                  >
                    {NEW_ZONE_TYPES.map((type) => (
                      <option key={type} value={type}>
                        {TYPES[type].label}
                      </option>
                    ))}
                  </Select>
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </StepForm>
  )
}

function Remark({ what, names }: { what: string; names: string[] }) {
  if (names.length === 0) return null
  return (
    <p className="wrap-anywhere text-kumo-warning">
      {what}: {names.join(', ')}
    </p>
  )
}
