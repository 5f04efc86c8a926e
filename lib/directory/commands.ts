import 'server-only'
import { defineCommand } from '@/lib/entry/command'
import { refreshAll } from './passes'
import { RefreshDirectory } from './schema'

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
