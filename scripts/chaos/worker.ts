import { JOBS } from '@/lib/jobs'
import { startEngine } from '@/lib/workflows/engine'

// One process that works at runs, as the web server does beside its pages. Bundled by chaos.ts: as it stands, `next` would
// be its half for server components.
void startEngine(JOBS).then(() => console.log('ready'))
setInterval(() => {}, 60_000)
