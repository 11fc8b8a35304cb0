// A run that learns late of its pods: whoever takes them away is sooner.
import { readFileSync, writeFileSync } from 'node:fs'
import { startRelay } from '../../support/relay/relay.ts'
import type { Place, World } from './world.ts'

/** Each list of pods comes so many milliseconds later. */
export function lateLook(milliseconds: number): (place: Place) => Promise<World> {
  return async ({ plane, namespace }) => {
    const to = { verb: 'list', resource: 'pods' } as const
    const relay = await startRelay(plane, { to, fault: { do: 'delay', milliseconds }, times: Infinity })
    const path = `${relay.kubeconfigPath}-${namespace}`
    const text = readFileSync(relay.kubeconfigPath, 'utf8')
    writeFileSync(path, text.replace('"cluster": "lab",', `"cluster": "lab", "namespace": "${namespace}",`), {
      mode: 0o600,
    })
    return { env: { KUBECONFIG: path }, close: () => relay.close() }
  }
}
