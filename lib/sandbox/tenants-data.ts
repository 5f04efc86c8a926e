/** The two tenants of the sandbox. Unit ids are 16 characters with letters beyond f, as in Cloudflare's docs. */
export interface TenantData {
  tag: string
  name: string
  type: string
  labels: string[]
  contacts: { email: string; website: string }
  cdate: string
  edate: string
  accountTypes: ('standard' | 'enterprise')[]
  /** Whether its enterprise accounts may have a subdomain as a zone of its own. */
  addsSubdomains: boolean
  units: [UnitData, ...UnitData[]]
  memberships: Membership[]
}

export interface UnitData {
  id: string
  name: string
  status: string
  memberships: Membership[]
  /** Organizations below the unit, where tenants are a tree; elsewhere what they hold is the unit's. */
  subUnits?: UnitData[]
}

export interface Membership {
  user_tag: string
  user_email: string
  user_name: string
}

const DANA = {
  user_tag: 'd4b1c2a39f0e4c7788a1b2c3d4e5f601',
  user_email: 'dana.whitlock@halyard.example',
  user_name: 'Dana Whitlock',
}
const OMAR = {
  user_tag: '0a9e8d7c6b5a49382716f5e4d3c2b1a0',
  user_email: 'omar.haddad@halyard.example',
  user_name: 'Omar Haddad',
}

export const FIRST_TENANT: TenantData = {
  tag: 'h7mz2kq94tgw1xvb',
  name: 'Halyard Cloud Partners',
  type: 'reseller',
  labels: ['emea', 'gold'],
  contacts: { email: 'partners@halyard.example', website: 'https://halyard.example' },
  cdate: '2019-03-04T10:15:00Z',
  edate: '2026-06-18T08:00:00Z',
  accountTypes: ['standard', 'enterprise'],
  addsSubdomains: true,
  units: [
    { id: 'g8h2vq0xk5mz71tn', name: 'Halyard Direct', status: 'active', memberships: [DANA, OMAR] },
    {
      id: 'w3jr9ty6npl40zsd',
      name: 'Halyard Resale',
      status: 'active',
      memberships: [DANA],
      subUnits: [
        { id: 'n6xq1hv8jd3kw05p', name: 'Halyard Resale North', status: 'active', memberships: [OMAR] },
      ],
    },
  ],
  memberships: [DANA, OMAR],
}

export const SECOND_TENANT: TenantData = {
  tag: 'y5pu8nk2jrq0x6wl',
  name: 'Halyard Iberia',
  type: 'reseller',
  labels: [],
  contacts: { email: 'iberia@halyard.example', website: 'https://halyard.example/es' },
  cdate: '2025-01-20T09:00:00Z',
  edate: '2025-01-20T09:00:00Z',
  accountTypes: ['standard'],
  addsSubdomains: false,
  units: [{ id: '3kq8zp1vt7mw02rx', name: 'Halyard Iberia', status: 'active', memberships: [OMAR] }],
  memberships: [OMAR],
}
