/** The customers of the seeds. Names are made up; the awkward ones are there to be awkward. */
import type { Account } from './state'

export interface Customer {
  slug: string
  name: string
  /** 1 and 2: units of the first tenant; 4: the one below 2; 3: the second tenant; 0: outside every tenant. */
  unit: 0 | 1 | 2 | 3 | 4
  type?: Account['type'] | 'none'
  /** Domains: '~' before one: pending, '!': moved, '%': partial, '^': internal. What follows '/' is its plan. */
  zones?: string[]
  people?: number
  kyc?: boolean
  addOns?: string[]
  tokens?: number
  uses?: (
    'gateway' | 'access' | 'logpush' | 'no-logpush-right' | 'no-payment' | 'no-profile' | 'no-settings'
  )[]
}

const LONGEST =
  'The Worshipful Confederation of Upper Rhine, Lower Danube & Greater Alpine Dairy Cooperatives – Bund'

const numbered = (stem: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${stem}-${String(n + 1).padStart(2, '0')}.com`)

export const CUSTOMERS: Customer[] = [
  {
    slug: 'brightwave',
    name: 'Brightwave Retail Group',
    unit: 1,
    type: 'enterprise',
    zones: [
      'brightwave-shop.com/PARTNERS_ENT',
      'brightwave-cdn.net/PARTNERS_BIZ',
      ...numbered('brightwave-store', 60),
    ],
    people: 57,
    kyc: true,
    addOns: ['PARTNERS_WORKERS_ENT', 'TEAMS_ENT', 'IMAGES_ENT'],
    tokens: 6,
    uses: ['gateway', 'access', 'logpush'],
  },
  { slug: 'acme-1', name: 'Acme Logistics', unit: 1, zones: ['acme-logistics.com/PARTNERS_PRO'], kyc: true },
  { slug: 'acme-2', name: 'Acme Logistics', unit: 2, zones: ['acme-logistics.eu'] },
  { slug: 'longest', name: LONGEST, unit: 1, type: 'enterprise', zones: ['alpine-dairy.coop'], kyc: true },
  { slug: 'hostile', name: '"><img src=x onerror=alert(1)>', unit: 1, zones: ['totally-harmless.net'] },
  {
    slug: 'quotes',
    name: `O'Brien & Sons "Fine" Cheeses`,
    unit: 1,
    zones: ['obriencheese.ie/PARTNERS_PRO'],
    kyc: true,
  },
  {
    slug: 'emoji',
    name: '🌮 Taco Tempo 🎉',
    unit: 2,
    zones: ['tacotempo.mx/PARTNERS_FREE', '~tacotempo.app'],
    kyc: true,
  },
  {
    slug: 'arabic',
    name: 'شركة النخيل للتجارة الإلكترونية',
    unit: 1,
    zones: ['nakheel-trading.ae/PARTNERS_BIZ'],
    kyc: true,
  },
  { slug: 'hebrew', name: 'מאפיית הכרמל בע״מ', unit: 2, zones: ['carmel-bakery.co.il'], kyc: true },
  {
    slug: 'japanese',
    name: '株式会社さくら情報システム',
    unit: 1,
    type: 'enterprise',
    zones: ['sakura-joho.jp/PARTNERS_ENT'],
    kyc: true,
    uses: ['access'],
  },
  { slug: 'chinese', name: '北京云帆科技有限公司', unit: 2, zones: ['yunfan-tech.cn'], kyc: true },
  { slug: 'korean', name: '한빛 미디어 주식회사', unit: 2, zones: ['hanbit-media.kr/PARTNERS_PRO'] },
  {
    slug: 'umlaut',
    name: 'Müller-Großmann Brückenbau GmbH & Co. KG',
    unit: 1,
    zones: ['xn--mller-grossmann-zvb.de'],
    kyc: true,
  },
  { slug: 'zero-width', name: 'Zalgo T̷e̷a̷ House', unit: 2, zones: [] },
  {
    slug: 'percent',
    name: '100% Organic / 50% Off? #1 Farm',
    unit: 2,
    zones: ['organic-farm.farm'],
    kyc: true,
  },
  {
    slug: 'no-type',
    name: 'Legacy Import 2019',
    unit: 1,
    type: 'none',
    zones: ['legacy-import.org'],
    uses: ['no-profile'],
  },
  {
    slug: 'no-settings',
    name: 'Fjord Analytics',
    unit: 2,
    zones: ['fjord-analytics.no'],
    uses: ['no-settings'],
  },
  {
    slug: 'no-payment',
    name: 'Penny Lane Records',
    unit: 1,
    zones: ['pennylane-records.co.uk'],
    kyc: true,
    uses: ['no-payment'],
  },
  { slug: 'empty', name: 'Freshly Signed Ltd', unit: 1, zones: [], people: 0 },
  {
    slug: 'gateway-only',
    name: 'Harbour Freight Forwarders',
    unit: 2,
    zones: ['harbour-ff.com'],
    addOns: ['TEAMS_GATEWAY_ENT'],
    uses: ['gateway'],
    kyc: true,
  },
  {
    slug: 'logpush-only',
    name: 'Meridian Insurance Brokers',
    unit: 1,
    type: 'enterprise',
    zones: ['meridian-brokers.com/PARTNERS_ENT'],
    uses: ['logpush'],
    kyc: true,
  },
  {
    slug: 'no-logpush',
    name: 'Tiny Bookshop',
    unit: 2,
    zones: ['tiny-bookshop.com'],
    uses: ['no-logpush-right'],
  },
  {
    slug: 'policies',
    name: 'Northgate University',
    unit: 1,
    type: 'enterprise',
    zones: ['northgate.edu/PARTNERS_BIZ', 'northgate-research.org'],
    people: 9,
    kyc: true,
  },
  {
    slug: 'token-rich',
    name: 'Lumen Software Works',
    unit: 1,
    type: 'enterprise',
    zones: ['lumen-works.dev/PARTNERS_BIZ', 'lumen-status.com'],
    tokens: 5,
    people: 6,
    kyc: true,
  },
  {
    slug: 'cascade',
    name: 'Cascade Outdoor Supply',
    unit: 1,
    zones: ['cascade-outdoor.com/PARTNERS_BIZ', '~cascade-trails.com'],
    addOns: ['PARTNERS_WORKERS_BASIC'],
    kyc: true,
  },
  {
    slug: 'delta',
    name: 'Delta Dental Clinics',
    unit: 1,
    zones: ['delta-dental-clinics.com/PARTNERS_PRO'],
    kyc: true,
  },
  {
    slug: 'ember',
    name: 'Ember & Oak Restaurants',
    unit: 2,
    zones: ['emberandoak.com/PARTNERS_PRO', '!emberoak.co'],
    kyc: true,
  },
  { slug: 'finch', name: 'Finch Aviation Services', unit: 1, zones: ['finch-aviation.aero'], kyc: true },
  {
    slug: 'granite',
    name: 'Granite State Credit Union',
    unit: 1,
    type: 'enterprise',
    zones: [
      'granitestate.bank/PARTNERS_ENT',
      '^branches.granitestate.internal',
      '^vault.granitestate.internal',
    ],
    addOns: ['PARTNERS_ACCESS_ENT'],
    kyc: true,
    uses: ['access'],
  },
  { slug: 'helix', name: 'Helix Biolabs', unit: 2, zones: ['helix-biolabs.com/PARTNERS_BIZ'], kyc: true },
  { slug: 'iris', name: 'Iris Optical', unit: 2, zones: ['iris-optical.fr'], kyc: true },
  { slug: 'juniper', name: 'Juniper Hill Vineyards', unit: 4, zones: ['juniperhill.wine'], kyc: true },
  {
    slug: 'kestrel',
    name: 'Kestrel Robotics',
    unit: 1,
    zones: ['kestrel-robotics.com/PARTNERS_PRO', '~kestrel.ai'],
    tokens: 1,
    kyc: true,
  },
  { slug: 'lakeside', name: 'Lakeside Veterinary Practice', unit: 4, zones: ['lakeside-vets.org'] },
  { slug: 'mosaic', name: 'Mosaic Tiles Lda.', unit: 2, zones: ['mosaic-tiles.pt/PARTNERS_FREE'], kyc: true },
  {
    slug: 'nordic',
    name: 'Nordic Freight AB',
    unit: 1,
    zones: ['nordic-freight.se/PARTNERS_BIZ', '%nordic-partial.se'],
    kyc: true,
  },
  {
    slug: 'orbit',
    name: 'Orbit Payments',
    unit: 1,
    type: 'enterprise',
    zones: ['orbit-payments.com/PARTNERS_ENT', 'orbit-checkout.com/PARTNERS_ENT', '^orbit-payments.com'],
    addOns: ['PARTNERS_WORKERS_ENT'],
    tokens: 2,
    kyc: true,
  },
  { slug: 'pine', name: 'Pine Street Theatre', unit: 2, zones: ['pinestreet-theatre.org'] },
  {
    slug: 'quarry',
    name: 'Quarry Bay Hotels',
    unit: 2,
    zones: ['quarrybay-hotels.hk/PARTNERS_PRO'],
    kyc: true,
  },
  { slug: 'ridge', name: 'Ridge & Furrow Farms', unit: 4, zones: ['ridge-furrow.farm'] },
  { slug: 'saffron', name: 'Saffron Travel', unit: 1, zones: ['saffron-travel.in/PARTNERS_PRO'], kyc: true },
  {
    slug: 'tidewater',
    name: 'Tidewater Marine Insurance',
    unit: 1,
    zones: ['tidewater-marine.com/PARTNERS_BIZ'],
    kyc: true,
  },
  {
    slug: 'own',
    name: 'Halyard Internal Systems',
    unit: 0,
    type: 'enterprise',
    zones: ['halyard-internal.net'],
  },
  { slug: 'personal', name: `Dana Whitlock's Account`, unit: 0, zones: ['danawhitlock.me'] },
  { slug: 'client', name: 'Old Mill Consulting', unit: 0, zones: [] },
  {
    slug: 'second-1',
    name: 'Solstice Hosting',
    unit: 3,
    zones: ['solstice-hosting.com/PARTNERS_PRO'],
    kyc: true,
  },
  { slug: 'second-2', name: 'Umbra Studios', unit: 3, zones: ['umbra-studios.tv'] },
  { slug: 'second-3', name: 'Vantage Surveyors', unit: 3, zones: [], people: 2 },
]
