/**
 * The plans a partner may sell, by product: what Cloudflare's tenant documentation lists, in its own order and spelling.
 * Cloudflare calls its list a sample, so an id that is not here may still be sellable, and one that is here may not be in
 * the partner's agreement (upstream then answers 1225). PLAN_CATALOGUE adds to it (catalogue-file.ts). Components are
 * those that Cloudflare's dashboard knows for the product (tenant-api §3.3), not confirmed for partner plans. Data only.
 */
export const CATALOGUE: Catalogue = {
  source: 'https://developers.cloudflare.com/tenant/reference/subscriptions/',
  date: '2026-04',
  frequencies: [
    { value: 'monthly', label: 'Monthly' },
    { value: 'yearly', label: 'Yearly' },
  ],
  products: [
    {
      name: 'Zone plan',
      scope: 'zone',
      description: 'The plan of one domain, for Enterprise and self-serve resellers.',
      components: ['page_rules'],
      plans: [
        { id: 'PARTNERS_FREE', label: 'Free' },
        { id: 'PARTNERS_PRO', label: 'Pro' },
        { id: 'PARTNERS_BIZ', label: 'Business' },
        { id: 'PARTNERS_ENT', label: 'Enterprise' },
      ],
    },
    {
      name: 'Zone plan (agency partners)',
      scope: 'zone',
      description: 'The plan of one domain, for agency partners.',
      components: ['page_rules'],
      plans: [
        { id: 'CF_FREE', label: 'Free' },
        { id: 'CF_PRO_20_20', label: 'Pro' },
        { id: 'CF_BIZ', label: 'Business' },
      ],
    },
    {
      name: 'Zone plan (MSP)',
      scope: 'zone',
      description: 'The plan of one domain, for managed service providers.',
      components: ['page_rules'],
      plans: [{ id: 'msp_biz', label: 'Business' }],
    },
    {
      name: 'Zero Trust: Access',
      scope: 'account',
      description: 'Controls who can reach internal applications.',
      components: ['access_users_allowed'],
      plans: [
        { id: 'PARTNERS_ACCESS_BASIC' },
        { id: 'PARTNERS_ACCESS_ENT' },
        { id: 'PARTNERS_ACCESS_PREMIUM' },
        { id: 'TEAMS_ACCESS_ENT' },
        { id: 'TEAMS_ACCESS' },
      ],
    },
    {
      name: 'Zero Trust: Gateway',
      scope: 'account',
      description: 'Filters what people and devices reach on the internet.',
      components: ['access_users_allowed'],
      plans: [{ id: 'TEAMS_GATEWAY_ENT' }, { id: 'TEAMS_GATEWAY' }],
    },
    {
      name: 'Zero Trust: suite',
      scope: 'account',
      description: 'Access and Gateway together.',
      components: ['access_users_allowed'],
      plans: [{ id: 'TEAMS_ENT' }, { id: 'TEAMS_FREE' }, { id: 'TEAMS_STANDARD' }],
    },
    {
      name: 'Images',
      scope: 'account',
      description: 'Stores and delivers images.',
      components: ['images_storage_per_hundred_thousand', 'image_delivered_per_hundred_thousand'],
      plans: [{ id: 'IMAGES_ENT' }, { id: 'IMAGES_BASIC' }],
    },
    {
      name: 'Image transformations',
      scope: 'account',
      description: 'Resizes and converts images on the fly.',
      components: ['image_resizing_requests'],
      plans: [{ id: 'IMAGE_RESIZING_ENT' }, { id: 'IMAGE_RESIZING_BASIC' }],
    },
    {
      name: 'Stream',
      scope: 'account',
      description: 'Stores and plays video.',
      components: ['stream_storage_thousand_minutes', 'stream_viewed_thousand_minutes'],
      plans: [{ id: 'PARTNERS_STREAM_ENT' }, { id: 'PARTNERS_STREAM_BASIC' }, { id: 'STREAM_BASIC' }],
    },
    {
      name: 'Workers',
      scope: 'account',
      description: 'Code that runs in Cloudflare’s network.',
      plans: [
        { id: 'PARTNERS_WORKERS_ENT' },
        { id: 'WORKERS_PAID' },
        { id: 'PARTNERS_WORKERS_SS' },
        { id: 'PARTNERS_WORKERS_BASIC' },
      ],
    },
    {
      name: 'API Shield',
      scope: 'account',
      description: 'Finds and protects APIs.',
      plans: [{ id: 'API_SHIELD_ZONE' }],
    },
    {
      name: 'Advanced Certificate Manager',
      scope: 'account',
      description: 'Certificates with host names and lifetimes you choose.',
      plans: [{ id: 'ADVANCED_CERT_MANAGER_FREE' }, { id: 'ADVANCED_CERT_MANAGER' }],
    },
    {
      name: 'Argo',
      scope: 'account',
      description: 'Faster routes through Cloudflare’s network.',
      plans: [{ id: 'PARTNERS_ZONE_ARGO' }, { id: 'ARGO_ZONE_BASIC' }],
    },
    {
      name: 'Ethereum gateway',
      scope: 'account',
      description: 'Reads the Ethereum network over HTTP.',
      plans: [
        { id: 'WEB3_ETHEREUM_ENT' },
        { id: 'WEB3_ETHEREUM_ENT_CONTRACT' },
        { id: 'WEB3_ETHEREUM_ENT_PAYGO' },
      ],
    },
    {
      name: 'IPFS gateway',
      scope: 'account',
      description: 'Reads the IPFS network over HTTP.',
      plans: [{ id: 'WEB3_IPFS_ENT' }, { id: 'WEB3_IPFS_ENT_CONTRACT' }, { id: 'WEB3_IPFS_ENT_PAYGO' }],
    },
    {
      name: 'Load Balancing',
      scope: 'account',
      description: 'Spreads requests over servers and skips those that are down.',
      components: [
        'load_balancing_load_balancers',
        'load_balancing_pools',
        'load_balancing_origins',
        'load_balancing_geo_routing',
      ],
      plans: [
        { id: 'PARTNERS_LOAD_BALANCING' },
        { id: 'PARTNERS_LOAD_BALANCING_ENT' },
        { id: 'LOAD_BALANCING_BASIC_PLUS' },
      ],
    },
    {
      name: 'Rate Limiting',
      scope: 'account',
      description: 'Limits how many requests an address can make.',
      components: ['rate_limiting_requests'],
      plans: [{ id: 'PARTNERS_RATE_LIMITING' }],
    },
    {
      name: 'Spectrum',
      scope: 'account',
      description: 'Protects services that are not websites.',
      components: ['spectrum_bytes_transferred'],
      plans: [{ id: 'PARTNERS_SPECTRUM' }],
    },
    {
      name: 'Waiting Room',
      scope: 'account',
      description: 'Lets visitors queue when a site is full.',
      plans: [{ id: 'WAITING_ROOMS_BASIC' }, { id: 'WAITING_ROOMS_ADV' }],
    },
    {
      name: 'Network Firewall',
      scope: 'account',
      description: 'Filters packets before they reach a network.',
      plans: [{ id: 'MAGIC_FIREWALL_BASIC' }, { id: 'MAGIC_FIREWALL_ADVANCED' }],
    },
    {
      name: 'WAN',
      scope: 'account',
      description: 'Connects offices and data centres through Cloudflare.',
      plans: [{ id: 'MAGIC_WAN' }],
    },
  ],
}

export type CatalogueProduct = {
  name: string
  /** Whether it is bought for a zone or for an account. */
  scope: 'zone' | 'account'
  description?: string
  /** Names of what its plans can be ordered with. */
  components?: string[]
  plans: { id: string; label?: string; description?: string }[]
}

/** `date` is when the source was last seen to change, year and month. */
export type Catalogue = {
  source: string
  date: string
  frequencies: { value: string; label: string }[]
  products: CatalogueProduct[]
}
