// What a kubelet would say of the pods of a run, in events: the one of the lab looks after no containers.
import { waitUntil } from '../../support/wait-until.ts'
import { kubectl } from '../lab.ts'
import type { Place, World } from './world.ts'

/** Each pod that there is in the namespace gets such an event. */
export function kubeletSays(reason: string, message: string): (place: Place) => Promise<World> {
  return (place) => Promise.resolve({ meanwhile: () => tell(place, reason, message) })
}

async function tell({ plane, namespace }: Place, reason: string, message: string): Promise<void> {
  const row = '{range .items[*]}{.metadata.name} {.metadata.uid}{"\\n"}{end}'
  const pods = async (): Promise<readonly string[]> => {
    const text = await kubectl(plane, ['get', 'pods', '-n', namespace, '-o', `jsonpath=${row}`])
    return text.split('\n').filter((line) => line !== '')
  }
  await waitUntil(async () => (await pods()).length > 0)
  for (const line of await pods()) {
    const [name = '', uid = ''] = line.split(' ')
    const now = new Date().toISOString().replace(/\.\d+/, '')
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${reason.toLowerCase()}`, namespace },
      type: 'Warning',
      reason,
      message,
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
      source: { component: 'kubelet', host: 'lab' },
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
    }
    await kubectl(plane, ['create', '-f', '-'], JSON.stringify(event))
  }
}
