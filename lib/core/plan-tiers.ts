// As Cloudflare's own dashboard groups the ids (tenant-api §3.2), which differ in case between request and answer.
const IDS: Record<string, string[]> = {
  Free: ['free', 'cf_free', 'partners_free'],
  Lite: ['lite', 'cf_lite'],
  Pro: ['pro', 'pro_trial', 'cf_pro_20_20', 'cf_pro_20_5', 'cf_pro_free', 'partners_pro'],
  'Pro Plus': ['pro_plus', 'cf_pro_plus'],
  Business: [
    'business',
    'business_trial',
    'cf_biz',
    'cf_biz_emp',
    'cf_biz_free',
    'cf_biz_galileo',
    'cf_biz_plus',
    'partners_biz',
    'partners_business',
    'msp_biz',
  ],
  Enterprise: [
    'enterprise',
    'enterprise_trial',
    'cf_ent',
    'cf_ent_app_sec_adv',
    'cf_ent_app_sec_core',
    'cf_ent_trial',
    'ibm_ent',
    'sfcc_ent',
    'partners_ent',
    'partners_enterprise',
  ],
}

/** The tiers of zone plans, the lowest first. */
export const TIERS = Object.keys(IDS)

/** Null for an id that nobody has told us of. */
export function tierOf(planId: string | null): string | null {
  const id = planId?.toLowerCase() ?? ''
  return Object.keys(IDS).find((tier) => IDS[tier]!.includes(id)) ?? null
}
