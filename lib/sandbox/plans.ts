/** The plans that the sandbox sells (tenant-api §3.1 to §3.3). Prices are made up. */
export interface Plan {
  id: string
  name: string
  /** A zone plan is a zone's one core subscription; the rest are add-ons of an account. */
  scope: 'zone' | 'account'
  price: number
  /** Order of worth within a family: going down is a downgrade. */
  family: string
  tier: number
  components: { name: string; default: number; unit_price: number; max?: number }[]
  /** Billed by the card on the account, so that one is needed. */
  payAsYouGo?: boolean
}

const rules = (value: number) => [
  { name: 'page_rules', default: value, unit_price: 1 },
  { name: 'dedicated_certificates', default: 0, unit_price: 5 },
]

const zonePlan = (id: string, name: string, tier: number, price: number): Plan => ({
  id,
  name,
  scope: 'zone',
  price,
  family: 'zone',
  tier,
  components: rules([3, 20, 50, 125][tier]!),
})

const addOn = (
  family: string,
  name: string,
  entries: [id: string, price: number][],
  components: Plan['components'] = [],
): Plan[] =>
  entries.map(([id, price], tier) => ({
    id,
    name: `${name}${entries.length > 1 ? ` (${id.split('_').pop()!.toLowerCase()})` : ''}`,
    scope: 'account',
    price,
    family,
    tier,
    components,
    ...(!/PARTNERS|_ENT|TEAMS|MAGIC/.test(id) && { payAsYouGo: true }),
  }))

const seats = [{ name: 'access_users_allowed', default: 50, unit_price: 3 }]
const minutes = [
  { name: 'stream_storage_thousand_minutes', default: 1, unit_price: 5 },
  { name: 'stream_viewed_thousand_minutes', default: 5, unit_price: 1 },
]
const balancing = [
  { name: 'load_balancing_load_balancers', default: 1, unit_price: 5 },
  { name: 'load_balancing_pools', default: 2, unit_price: 0 },
  { name: 'load_balancing_origins', default: 2, unit_price: 5 },
  { name: 'load_balancing_geo_routing', default: 0, unit_price: 10, max: 1 },
]

export const PLANS: Plan[] = [
  zonePlan('PARTNERS_FREE', 'Free Website', 0, 0),
  zonePlan('PARTNERS_PRO', 'Pro Website', 1, 20),
  zonePlan('PARTNERS_BIZ', 'Business Website', 2, 200),
  zonePlan('PARTNERS_ENT', 'Enterprise Website', 3, 3000),
  zonePlan('CF_FREE', 'Free Website', 0, 0),
  zonePlan('CF_PRO_20_20', 'Pro Website', 1, 20),
  zonePlan('CF_BIZ', 'Business Website', 2, 200),
  zonePlan('msp_biz', 'MSP Business Website', 2, 150),
  ...addOn(
    'access',
    'Zero Trust Access',
    [
      ['TEAMS_ACCESS', 0],
      ['PARTNERS_ACCESS_BASIC', 3],
      ['PARTNERS_ACCESS_PREMIUM', 5],
      ['PARTNERS_ACCESS_ENT', 10],
      ['TEAMS_ACCESS_ENT', 10],
    ],
    seats,
  ),
  ...addOn(
    'gateway',
    'Zero Trust Gateway',
    [
      ['TEAMS_GATEWAY', 5],
      ['TEAMS_GATEWAY_ENT', 8],
    ],
    seats,
  ),
  ...addOn(
    'zero-trust',
    'Zero Trust',
    [
      ['TEAMS_FREE', 0],
      ['TEAMS_STANDARD', 7],
      ['TEAMS_ENT', 15],
    ],
    seats,
  ),
  ...addOn(
    'images',
    'Images',
    [
      ['IMAGES_BASIC', 5],
      ['IMAGES_ENT', 50],
    ],
    [
      { name: 'images_storage_per_hundred_thousand', default: 1, unit_price: 5 },
      { name: 'image_delivered_per_hundred_thousand', default: 1, unit_price: 1 },
    ],
  ),
  ...addOn(
    'resizing',
    'Image transformations',
    [
      ['IMAGE_RESIZING_BASIC', 9],
      ['IMAGE_RESIZING_ENT', 90],
    ],
    [{ name: 'image_resizing_requests', default: 50000, unit_price: 0 }],
  ),
  ...addOn(
    'stream',
    'Stream',
    [
      ['STREAM_BASIC', 5],
      ['PARTNERS_STREAM_BASIC', 5],
      ['PARTNERS_STREAM_ENT', 100],
    ],
    minutes,
  ),
  ...addOn('workers', 'Workers', [
    ['WORKERS_PAID', 5],
    ['PARTNERS_WORKERS_BASIC', 5],
    ['PARTNERS_WORKERS_SS', 5],
    ['PARTNERS_WORKERS_ENT', 250],
  ]),
  ...addOn('api-shield', 'API Shield', [['API_SHIELD_ZONE', 50]]),
  ...addOn('acm', 'Advanced Certificate Manager', [
    ['ADVANCED_CERT_MANAGER_FREE', 0],
    ['ADVANCED_CERT_MANAGER', 10],
  ]),
  ...addOn('argo', 'Argo', [
    ['ARGO_ZONE_BASIC', 5],
    ['PARTNERS_ZONE_ARGO', 5],
  ]),
  ...addOn('ethereum', 'Ethereum gateway', [
    ['WEB3_ETHEREUM_ENT_PAYGO', 0],
    ['WEB3_ETHEREUM_ENT_CONTRACT', 100],
    ['WEB3_ETHEREUM_ENT', 100],
  ]),
  ...addOn('ipfs', 'IPFS gateway', [
    ['WEB3_IPFS_ENT_PAYGO', 0],
    ['WEB3_IPFS_ENT_CONTRACT', 100],
    ['WEB3_IPFS_ENT', 100],
  ]),
  ...addOn(
    'load-balancing',
    'Load Balancing',
    [
      ['LOAD_BALANCING_BASIC_PLUS', 5],
      ['PARTNERS_LOAD_BALANCING', 5],
      ['PARTNERS_LOAD_BALANCING_ENT', 100],
    ],
    balancing,
  ),
  ...addOn(
    'rate-limiting',
    'Rate Limiting',
    [['PARTNERS_RATE_LIMITING', 5]],
    [{ name: 'rate_limiting_requests', default: 10000, unit_price: 0 }],
  ),
  ...addOn(
    'spectrum',
    'Spectrum',
    [['PARTNERS_SPECTRUM', 25]],
    [{ name: 'spectrum_bytes_transferred', default: 0, unit_price: 0 }],
  ),
  ...addOn('waiting-room', 'Waiting Room', [
    ['WAITING_ROOMS_BASIC', 0],
    ['WAITING_ROOMS_ADV', 500],
  ]),
  ...addOn('firewall', 'Network Firewall', [
    ['MAGIC_FIREWALL_BASIC', 500],
    ['MAGIC_FIREWALL_ADVANCED', 1500],
  ]),
  ...addOn('wan', 'WAN', [['MAGIC_WAN', 2000]]),
]

/** What the partner's agreement allows at first: no agency or MSP zone plans, no network products. */
export const AGREEMENT = PLANS.map((plan) => plan.id).filter((id) => !/^(CF_|msp_|MAGIC_)/.test(id))

/** Plan of a wire id: as documented (upper case), or as the SDK's enum spells it (lower case). */
export function findPlan(id: string): Plan | undefined {
  return PLANS.find((plan) => plan.id === id || plan.id.toLowerCase() === id)
}
