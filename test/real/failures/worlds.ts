// What some examples need around them, beside what their folder `before` brings: a world that moves while they run.
import { kubeletSays } from './kubelet-says.ts'
import { noVolumeOf } from './no-volume.ts'
import type { Place, World } from './world.ts'

/** By the names of examples; those that are not here need nothing. */
export const WORLDS: Readonly<Record<string, (place: Place) => Promise<World>>> = {
  'never-ready': kubeletSays('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404'),
  'unbound-claim': noVolumeOf('fast-ssd'),
}
