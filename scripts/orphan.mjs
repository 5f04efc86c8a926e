// For `node --import`: ends a child whose code is not ours (next) together with its parent.
import { watchParent } from './parent.mjs'

watchParent(() => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), 2_000).unref()
})
