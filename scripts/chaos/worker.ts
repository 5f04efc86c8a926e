import { provision } from '@/lib/onboarding/run/advance'
import { startEngine } from '@/lib/workflows/engine'

// One process that works at runs, as the web server does beside its pages. Bundled by chaos.ts: as it stands, `next` would
// be its half for server components.
void startEngine([provision]).then(() => console.log('ready'))
setInterval(() => {}, 60_000)
