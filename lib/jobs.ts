import 'server-only'
import { fillDirectory } from './directory/filling'
import { importing } from './onboarding/import/starting'
import { provision } from './onboarding/run/advance'
import { attended } from './onboarding/run/attending'
import { watchZones } from './onboarding/run/watching'
import { removing } from './people/removing'
import { lookingAtAll } from './today/looking'
import type { Job } from './workflows/engine'

/** Everything that outlives its process: above the features, which the engine does not know. */
export const JOBS: Job[] = [provision, attended, importing, watchZones, fillDirectory, removing, lookingAtAll]
