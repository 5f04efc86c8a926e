import 'server-only'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { refreshAll } from './passes'
import { readAccount } from './reading'
import { RefreshAccount, RefreshDirectory } from './schema'

/** Has everything at Cloudflare read anew in the background, within the allowance. */
export const refreshDirectory = defineCommand({
  name: 'directory.refresh',
  label: 'Refresh the directory',
  target: 'directory',
  permission: 'directory.refresh',
  effect: 'local',
  input: RefreshDirectory,
  remember: {},
  run: async ({ tx }) => {
    await refreshAll(tx)
    return { data: null, target: { name: 'Directory' } }
  },
})

/** Reads one customer anew while the person waits, from their part of the allowance. `fault`: what could not be read. */
export const refreshAccount = defineCommand({
  name: 'account.reread',
  label: 'Refresh account',
  target: 'account',
  permission: 'accounts.read',
  effect: 'read',
  // Somebody may look at many; what it costs is their share of the allowance.
  unlimited: true,
  input: RefreshAccount,
  remember: {},
  targetOf: ({ accountId }) => ({ id: accountId, accountId }),
  run: async ({ tenant }, { accountId }) => {
    const account = await managedAccount(tenant, accountId)
    const fault = await readAccount(tenant, account.id)
    return { data: { fault }, target: { name: account.name, accountName: account.name } }
  },
})
