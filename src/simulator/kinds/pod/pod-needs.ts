// What the kubelet says while something that a pod names and reads is missing.
import { field } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { needsOf } from '../../../object/pod-needs.ts'
import type { PodNeed } from '../../../object/pod-needs.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { waitingFor } from './container-status.ts'
import type { Change } from '../../server/store.ts'
import { podPhase, visitsTo } from '../../stages/stage.ts'
import type { StageStep, Visit, StageWorld } from '../../stages/stage.ts'

/** The pods that may have waited for what has come. */
export function podsInNeed(change: Change, world: StageWorld): readonly Visit[] {
  const isNeeded = change.key.group === '' && ['ConfigMap', 'Secret'].includes(change.key.kind)
  if (!isNeeded || change.type === 'deleted') return []
  return visitsTo(world.list('', 'Pod', change.key.namespace).filter((pod) => podPhase(pod) === 'Pending'))
}

/** What the kubelet does about a pod that lacks something; undefined when it lacks nothing. */
export function missingStep(pod: KubeObject, world: StageWorld): StageStep | undefined {
  const [missing] = needsOf(pod['spec']).flatMap((need) => {
    const why = absence(need, pod, world)
    return why === undefined ? [] : [{ volume: need.volume, why }]
  })
  if (missing === undefined) return undefined
  const { volume, why } = missing
  const [state, event] =
    volume === undefined
      ? [
          { reason: 'CreateContainerConfigError', message: why },
          { reason: 'Failed', message: `Error: ${why}` },
        ]
      : [
          { reason: 'ContainerCreating' },
          { reason: 'FailedMount', message: `MountVolume.SetUp failed for volume "${volume}" : ${why}` },
        ]
  const object = withStatus(pod, { ...objectField(pod, 'status'), ...waitingFor(pod, state) })
  return {
    actions: [
      { do: 'update', object },
      { do: 'event', about: pod, type: 'Warning', ...event },
    ],
  }
}

function absence({ kind, name, key, volume }: PodNeed, pod: KubeObject, world: StageWorld): string | undefined {
  // Without its claim a pod is not even scheduled, and without its account not made.
  if (kind === 'PersistentVolumeClaim' || kind === 'ServiceAccount') return undefined
  const { namespace = '' } = pod.metadata
  const object = world.get({ group: '', kind, namespace, name })
  if (object === undefined) return `${kind.toLowerCase()} "${name}" not found`
  if (key === undefined || mayHaveKey(object, key)) return undefined
  return volume === undefined
    ? `couldn't find key ${key} in ${kind} ${namespace}/${name}`
    : `references non-existent ${kind === 'Secret' ? 'secret' : 'config'} key: ${key}`
}

/** Marks an object of which no more is known than that something names it. */
export const ASSUMED = 'hooksync.dev/assumed'

/** The marks of what OpenShift fills with certificates (openshift/service-ca-operator:pkg/controller/api/api.go). */
const INJECTED =
  /^(?:config\.openshift\.io\/inject-trusted-cabundle|service\.(?:alpha|beta)\.openshift\.io\/inject-cabundle)$/

function mayHaveKey(object: KubeObject, key: string): boolean {
  const { annotations, labels } = object.metadata
  const marks = [...Object.keys(annotations ?? {}), ...Object.keys(labels ?? {})]
  if (marks.some((mark) => mark === ASSUMED || INJECTED.test(mark))) return true
  return ['data', 'binaryData'].some((name) => field(object, name, key) !== undefined)
}
