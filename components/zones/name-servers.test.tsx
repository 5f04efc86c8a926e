import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { ZoneDetails } from '@/lib/zones/schema'
import { NameServers } from './name-servers'

const zone: ZoneDetails = {
  id: 'z',
  accountId: 'a',
  name: 'shop.example',
  unicode: null,
  status: 'pending',
  type: 'full',
  paused: false,
  nameServers: ['ada.ns.example'],
  nameServersRead: true,
  vanityNameServers: [],
  originalNameServers: [],
  originalRegistrar: null,
  verificationKey: null,
  createdOn: null,
  activatedOn: null,
}
const shown = (change: Partial<ZoneDetails>) =>
  renderToStaticMarkup(<NameServers zone={{ ...zone, ...change }} />)

it('says where not all name servers could be read, and then of none that there is none', () => {
  expect(shown({})).not.toContain('could be read')
  expect(shown({ nameServersRead: false })).toContain('Not all name servers could be read')
  const none = shown({ nameServers: [], nameServersRead: false })
  expect(none).toContain('Not all name servers could be read')
  expect(none).not.toContain('Cloudflare shows none')
  expect(shown({ nameServers: [] })).toContain('Cloudflare shows none')
})
