// What a pod names and cannot do without: ConfigMaps, Secrets, a ServiceAccount, claims. And what the kubelet says while one that it reads is missing.
import { field, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { waitingFor } from './container-status.ts'
import type { Change } from '../../server/store.ts'
import { podPhase, visitsTo } from '../../stages/stage.ts'
import type { StageStep, Visit, StageWorld } from '../../stages/stage.ts'

/** One object that a pod names. */
export interface PodNeed {
  readonly kind: 'ConfigMap' | 'Secret' | 'ServiceAccount' | 'PersistentVolumeClaim'
  readonly name: string
  /** The key that is read, for a variable or as a file. */
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
      ...fileNeeds('ConfigMap', field(source, 'configMap'), 'name', name),
      ...fileNeeds('Secret', field(source, 'secret'), source === volume ? 'secretName' : 'name', name),
    ]),
  ]
}

/** Where `items` choose keys, each of them has to be there. */
function fileNeeds(
  kind: 'ConfigMap' | 'Secret',
  source: Json | undefined,
  nameField: string,
  volume: string,
): readonly PodNeed[] {
  const keys = listField(source, 'items').flatMap((item) => stringField(item, 'key') ?? [])
  const needs = keys.length === 0 ? [{ volume }] : keys.map((key) => ({ volume, key }))
  return needs.flatMap((need) => reference(kind, source, nameField, need))
}

function environmentNeeds(container: Json): readonly PodNeed[] {
  const fromKeys = listField(container, 'env').flatMap((variable) => {
    const { configMapKeyRef, secretKeyRef } = objectField(variable, 'valueFrom')
    return [
      ...reference('ConfigMap', configMapKeyRef, 'name', { key: stringField(configMapKeyRef, 'key') }),
      ...reference('Secret', secretKeyRef, 'name', { key: stringField(secretKeyRef, 'key') }),
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
