// Preloaded by the soak into the web server. At SIGUSR2 it collects what nobody holds, and leaves what the process then
// has in memory in the file that its own address names: heap.mjs?to=FILE
import { renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const file = new URL(import.meta.url).searchParams.get('to')

process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  collect()
  // What the first round finalised goes with the second.
  setImmediate(() => {
    collect()
    writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()))
    renameSync(`${file}.new`, file)
  })
})
