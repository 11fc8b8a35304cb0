// Hears what the Secrets that a sync reads hold, before anybody else sees them. Asks nothing itself.
import type { Cluster, WatchEvent } from '../cluster/port.ts'
import { secretsIn } from '../guard/secrets-in.ts'
import type { Guard } from '../io.ts'
import type { KubeObject } from '../object/kube-object.ts'

/** The same cluster; the guard hides what any Secret holds that is got, listed, watched or written. */
export function hearingSecrets(cluster: Cluster, guard: Pick<Guard, 'hide'>): Cluster {
  const hear = (objects: readonly KubeObject[]): void => guard.hide(secretsIn(objects))
  return {
    ...cluster,
    get: async (...asked) => {
      const found = await cluster.get(...asked)
      if (found !== undefined) hear([found])
      return found
    },
    list: async (...asked) => {
      const found = await cluster.list(...asked)
      hear(found.items)
      return found
    },
    watch: (...asked) => heard(cluster.watch(...asked), hear),
  }
}

async function* heard(
  events: AsyncIterable<WatchEvent>,
  hear: (objects: readonly KubeObject[]) => void,
): AsyncGenerator<WatchEvent> {
  for await (const event of events) {
    if ('object' in event) hear([event.object])
    yield event
  }
}
