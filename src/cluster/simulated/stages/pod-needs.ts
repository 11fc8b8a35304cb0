// What a pod needs before its containers can start: ConfigMaps, Secrets, a ServiceAccount, claims. And what the kubelet says while one is missing.
import { field, isJsonObject, listField, stringField } from '../../../manifest/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../manifest/kube-object.ts'
import { keyOf, objectField, withStatus } from '../server/object-edits.ts'
import { waitingFor } from './container-status.ts'
import type { Change } from '../server/store.ts'
import { podPhase, REACTION_MS } from './stage.ts'
import type { Step, Visit, World } from './stage.ts'

/** One object that a pod names. */
export interface PodNeed {
  readonly kind: 'ConfigMap' | 'Secret' | 'ServiceAccount' | 'PersistentVolumeClaim'
  readonly name: string
  /** The key that is read, of an environment variable. */
  readonly key?: string
  /** The volume that it is mounted as; left out: it is read for the environment. */
  readonly volume?: string
}

/** What a pod's spec names and cannot do without. */
export function needsOf(spec: Json | undefined): readonly PodNeed[] {
  const account = stringField(spec, 'serviceAccountName') ?? stringField(spec, 'serviceAccount')
  const containers = ['initContainers', 'containers'].flatMap((list) => listField(spec, list))
  return [
    // Every namespace is given the account `default`.
    ...(account === undefined || account === '' || account === 'default'
      ? []
      : [{ kind: 'ServiceAccount' as const, name: account }]),
    ...listField(spec, 'volumes').flatMap(volumeNeeds),
    ...containers.flatMap(environmentNeeds),
  ]
}

function volumeNeeds(volume: Json): readonly PodNeed[] {
  const name = stringField(volume, 'name') ?? ''
  const sources = [volume, ...listField(volume, 'projected', 'sources')]
  const claim = stringField(volume, 'persistentVolumeClaim', 'claimName')
  return [
    ...(claim === undefined ? [] : [{ kind: 'PersistentVolumeClaim' as const, name: claim, volume: name }]),
    ...sources.flatMap((source) => [
      ...reference('ConfigMap', field(source, 'configMap'), 'name', { volume: name }),
      ...reference('Secret', field(source, 'secret'), source === volume ? 'secretName' : 'name', { volume: name }),
    ]),
  ]
}

function environmentNeeds(container: Json): readonly PodNeed[] {
  const fromKeys = listField(container, 'env').flatMap((variable) => {
    const source = objectField(variable, 'valueFrom')
    const of = (name: string): { readonly key?: string } => {
      const key = stringField(source, name, 'key')
      return key === undefined ? {} : { key }
    }
    return [
      ...reference('ConfigMap', source['configMapKeyRef'], 'name', of('configMapKeyRef')),
      ...reference('Secret', source['secretKeyRef'], 'name', of('secretKeyRef')),
    ]
  })
  const fromAll = listField(container, 'envFrom').flatMap((source) => [
    ...reference('ConfigMap', field(source, 'configMapRef'), 'name', {}),
    ...reference('Secret', field(source, 'secretRef'), 'name', {}),
  ])
  return [...fromKeys, ...fromAll]
}

function reference(
  kind: 'ConfigMap' | 'Secret',
  source: Json | undefined,
  nameField: string,
  more: Pick<PodNeed, 'key' | 'volume'>,
): readonly PodNeed[] {
  const name = stringField(source, nameField)
  if (name === undefined || EVERYWHERE.has(name) || field(source, 'optional') === true) return []
  return [{ kind, name, ...more }]
}

/** Made by the cluster itself in every namespace. */
const EVERYWHERE = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt'])

/** The pods that may have waited for what has come. */
export function podsInNeed(change: Change, world: World): readonly Visit[] {
  const isNeeded = change.key.group === '' && ['ConfigMap', 'Secret', 'ServiceAccount'].includes(change.key.kind)
  if (!isNeeded || change.type === 'deleted') return []
  return world
    .list('', 'Pod', change.key.namespace)
    .filter((pod) => podPhase(pod) === 'Pending')
    .map((pod) => ({ key: keyOf(pod), delay: REACTION_MS }))
}

/** What the kubelet does about a pod that lacks something; undefined when it lacks nothing. */
export function missingStep(pod: KubeObject, world: World): Step | undefined {
  const missing = needsOf(pod['spec']).flatMap((need) => {
    const why = absence(need, pod, world)
    return why === undefined ? [] : [{ need, why }]
  })
  const [first] = missing
  if (first === undefined) return undefined
  const { need, why } = first
  const state =
    need.volume === undefined ? { reason: 'CreateContainerConfigError', message: why } : { reason: 'ContainerCreating' }
  const object = withStatus(pod, { ...objectField(pod, 'status'), ...waitingFor(pod, state) })
  const event =
    need.volume === undefined
      ? { reason: 'Failed', message: `Error: ${why}` }
      : { reason: 'FailedMount', message: `MountVolume.SetUp failed for volume "${need.volume}" : ${why}` }
  return {
    actions: [
      { do: 'update', object },
      { do: 'event', about: pod, type: 'Warning', ...event },
    ],
  }
}

function absence({ kind, name, key }: PodNeed, pod: KubeObject, world: World): string | undefined {
  // Without its claim a pod is not even scheduled.
  if (kind === 'PersistentVolumeClaim') return undefined
  const { namespace = '' } = pod.metadata
  const object = world.get({ group: '', kind, namespace, name })
  const notFound = `${kind.toLowerCase()} "${name}" not found`
  if (object === undefined && kind === 'ServiceAccount')
    return `error looking up service account ${namespace}/${name}: ${notFound}`
  if (object === undefined) return notFound
  return key === undefined || hasKey(object, key)
    ? undefined
    : `couldn't find key ${key} in ${kind} ${namespace}/${name}`
}

/** What keys an object without any has is not known: it was taken to exist. */
function hasKey(object: KubeObject, key: string): boolean {
  const maps = ['data', 'binaryData'].map((name) => object[name]).filter(isObject)
  return maps.length === 0 || maps.some((map) => Object.hasOwn(map, key))
}

function isObject(value: Json | undefined): value is JsonObject {
  return isJsonObject(value)
}
