/**
 * The plans a partner may sell, by product: what Cloudflare's tenant documentation lists, in its own order and spelling.
 * Cloudflare calls its list a sample, so an id that is not here may still be sellable, and one that is here may not be in
 * the partner's agreement (upstream then answers 1225). Data only; imported by server and screens.
 */
export const CATALOGUE: Catalogue = {
  source: 'https://developers.cloudflare.com/tenant/reference/subscriptions/',
  date: '2026-04',
  products: [
    {
      name: 'Zone plan',
      plans: [
        { id: 'PARTNERS_FREE', label: 'Free' },
        { id: 'PARTNERS_PRO', label: 'Pro' },
        { id: 'PARTNERS_BIZ', label: 'Business' },
        { id: 'PARTNERS_ENT', label: 'Enterprise' },
      ],
    },
    {
      name: 'Zone plan (agency partners)',
      plans: [
        { id: 'CF_FREE', label: 'Free' },
        { id: 'CF_PRO_20_20', label: 'Pro' },
        { id: 'CF_BIZ', label: 'Business' },
      ],
    },
    { name: 'Zone plan (MSP)', plans: [{ id: 'msp_biz', label: 'Business' }] },
    {
      name: 'Zero Trust: Access',
      plans: [
        { id: 'PARTNERS_ACCESS_BASIC' },
        { id: 'PARTNERS_ACCESS_ENT' },
        { id: 'PARTNERS_ACCESS_PREMIUM' },
        { id: 'TEAMS_ACCESS_ENT' },
        { id: 'TEAMS_ACCESS' },
      ],
    },
    { name: 'Zero Trust: Gateway', plans: [{ id: 'TEAMS_GATEWAY_ENT' }, { id: 'TEAMS_GATEWAY' }] },
    {
      name: 'Zero Trust: suite',
      plans: [{ id: 'TEAMS_ENT' }, { id: 'TEAMS_FREE' }, { id: 'TEAMS_STANDARD' }],
    },
    { name: 'Images', plans: [{ id: 'IMAGES_ENT' }, { id: 'IMAGES_BASIC' }] },
    { name: 'Image transformations', plans: [{ id: 'IMAGE_RESIZING_ENT' }, { id: 'IMAGE_RESIZING_BASIC' }] },
    {
      name: 'Stream',
      plans: [{ id: 'PARTNERS_STREAM_ENT' }, { id: 'PARTNERS_STREAM_BASIC' }, { id: 'STREAM_BASIC' }],
    },
    {
      name: 'Workers',
      plans: [
        { id: 'PARTNERS_WORKERS_ENT' },
        { id: 'WORKERS_PAID' },
        { id: 'PARTNERS_WORKERS_SS' },
        { id: 'PARTNERS_WORKERS_BASIC' },
      ],
    },
    { name: 'API Shield', plans: [{ id: 'API_SHIELD_ZONE' }] },
    {
      name: 'Advanced Certificate Manager',
      plans: [{ id: 'ADVANCED_CERT_MANAGER_FREE' }, { id: 'ADVANCED_CERT_MANAGER' }],
    },
    { name: 'Argo', plans: [{ id: 'PARTNERS_ZONE_ARGO' }, { id: 'ARGO_ZONE_BASIC' }] },
    {
      name: 'Ethereum gateway',
      plans: [
        { id: 'WEB3_ETHEREUM_ENT' },
        { id: 'WEB3_ETHEREUM_ENT_CONTRACT' },
        { id: 'WEB3_ETHEREUM_ENT_PAYGO' },
      ],
    },
    {
      name: 'IPFS gateway',
      plans: [{ id: 'WEB3_IPFS_ENT' }, { id: 'WEB3_IPFS_ENT_CONTRACT' }, { id: 'WEB3_IPFS_ENT_PAYGO' }],
    },
    {
      name: 'Load Balancing',
      plans: [
        { id: 'PARTNERS_LOAD_BALANCING' },
        { id: 'PARTNERS_LOAD_BALANCING_ENT' },
        { id: 'LOAD_BALANCING_BASIC_PLUS' },
      ],
    },
    { name: 'Rate Limiting', plans: [{ id: 'PARTNERS_RATE_LIMITING' }] },
    { name: 'Spectrum', plans: [{ id: 'PARTNERS_SPECTRUM' }] },
    { name: 'Waiting Room', plans: [{ id: 'WAITING_ROOMS_BASIC' }, { id: 'WAITING_ROOMS_ADV' }] },
    { name: 'Network Firewall', plans: [{ id: 'MAGIC_FIREWALL_BASIC' }, { id: 'MAGIC_FIREWALL_ADVANCED' }] },
    { name: 'WAN', plans: [{ id: 'MAGIC_WAN' }] },
  ],
}

/** `date` is when the source was last seen to change, year and month. */
export type Catalogue = {
  source: string
  date: string
  products: { name: string; plans: { id: string; label?: string }[] }[]
}
