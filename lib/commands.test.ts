import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { READING } from '@/lib/audit/acts'
import { ACTION_LABELS, ACTS } from './commands'

const DEFINED = /\bdefine(Command|Step|Event|Download)\b[^]*?\bname: '([^']+)'/g

it('lists everything that is recorded, under a name that nothing else has', () => {
  const names = sources('lib').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(DEFINED)].map(([, , name]) => name!),
  )
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(names.filter((name) => !ACTS.has(name))).toEqual([])
})

it('says by the end of a name that an act changes nothing', () => {
  for (const { name, effect = 'event' } of ACTS.values())
    if (effect !== 'event') expect(READING.test(name), name).toBe(effect === 'read')
})

it('has for everything remote a look, or says that there is nothing to look up', () => {
  for (const { name, effect, look } of ACTS.values()) if (effect === 'remote') expect(look, name).toBeTruthy()
})

// Rows keep the name that they were written under, and nothing is ever taken from the record.
const WRITTEN = {
  access: 'refuse',
  account:
    'create create.settle delete delete.access delete.account delete.gateway delete.logpush kyc.reveal kyc.view update update.profile update.settings',
  accounts: 'export',
  activity: 'export',
  'cloudflare-log': 'export',
  installation: 'rotate',
  member: 'change invite remove resend',
  members: 'export invite',
  onboarding:
    'draft.create draft.discard draft.duplicate draft.rename draft.save template.delete template.rename template.save',
  sandbox: 'reset',
  'service-user': 'create create.user key-saved membership',
  'service-users': 'export',
  session: 'end sign-in sign-out',
  staff: 'add disable enable link role set-password',
  subscription: 'cancel change change.settle create create.settle undo-downgrade unwant',
  subscriptions: 'export',
  token: 'create create.settle delete disable enable roll update verify',
  tokens: 'export',
  zone: 'add add.settle delete delete.logpush plan plan.settle',
  zones: 'export',
}

it('has a label for every name that rows were ever written under', () => {
  const names = Object.entries(WRITTEN).flatMap(([room, acts]) =>
    acts.split(' ').map((act) => `${room}.${act}`),
  )
  expect(names.filter((name) => !Object.hasOwn(ACTION_LABELS, name))).toEqual([])
})

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|generated|sandbox/.test(file))
    .map((file) => path.join(folder, file))
}
