// What some examples need around them, beside what their folder `before` brings: a world that moves while they run.
import { kubeletSays } from './kubelet-says.ts'
import { lateLook } from './late-look.ts'
import {
  interruptAtHook,
  migrationThatIsDone,
  otherRun,
  roleThatIsCut,
  serverThatComesBack,
  serverThatIsGone,
  untilJobIsDone,
  webhookThatWakes,
} from './moving-worlds.ts'
import { noVolumeOf } from './no-volume.ts'
import type { Place, World } from './world.ts'

/** By the names of examples; those that are not here need nothing. */
export const WORLDS: Readonly<Record<string, (place: Place) => Promise<World>>> = {
  'endless-sidecar': migrationThatIsDone,
  'finalizer-holds': untilJobIsDone,
  interrupted: interruptAtHook,
  'never-ready': kubeletSays('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404'),
  'right-lost': roleThatIsCut,
  'server-comes-back': serverThatComesBack,
  'server-gone': serverThatIsGone,
  'two-runs': otherRun,
  'ttl-zero': lateLook(1500),
  'unbound-claim': noVolumeOf('fast-ssd'),
  'webhook-comes-back': webhookThatWakes,
}
