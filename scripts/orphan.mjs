// For `node --import`: makes a child that is not ours to write (next) leave with its parent.
import { watchParent } from './parent.mjs'

watchParent(() => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), 2_000).unref()
})
