import type { ImportColumn } from './import-schema'

// Apart from the schema, so that a page that only names these does not load what checks them.

/** In the order of the template; a file may have its own. */
export const IMPORT_COLUMNS = [
  'account_name',
  'account_description',
  'tenant_unit',
  'account_type',
  'business_name',
  'business_address',
  'business_email',
  'business_phone',
  'external_metadata',
  'members',
  'role',
  'zones',
  'zone_plan',
  'subscriptions',
  'template',
] as const

/** Without these no customer can be made; a template can say the unit. */
export const NEEDED_COLUMNS = ['account_name'] as const

/** Between the values of a field that holds several. */
export const DIVIDER = '|'

export const ROWS_MAX = 5000
export const BYTES_MAX = 16 * 1024 * 1024
/** Of one field, in characters: fifty people or two hundred domains fit. */
export const FIELD_MAX = 20_000

/** Rows of the grid on a page: fields that are drawn at once. */
export const GRID_ROWS = 25

/** Rows of a started import on a page. */
export const IMPORTED_ROWS = 50

/** What the columns are called on the screen. */
export const COLUMN_LABELS: Record<ImportColumn, string> = {
  account_name: 'Account Name',
  account_description: 'Account Description',
  tenant_unit: 'Tenant Unit',
  account_type: 'Account Type',
  business_name: 'Business Name',
  business_address: 'Business Address',
  business_email: 'Business Email',
  business_phone: 'Business Phone',
  external_metadata: 'External Metadata',
  members: 'Members',
  role: 'Role',
  zones: 'Zones',
  zone_plan: 'Zone plan',
  subscriptions: 'Subscriptions',
  template: 'Template',
}
