// What a pod names and cannot do without: ConfigMaps, Secrets, a ServiceAccount, claims. Pure.
import { field, listField, stringField } from './kube-object.ts'
import type { Json, KubeObject } from './kube-object.ts'
import { groupVersionKind } from './resource-key.ts'

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
    const [configMapKeyRef, secretKeyRef] = ['configMapKeyRef', 'secretKeyRef'].map((name) =>
      field(variable, 'valueFrom', name),
    )
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

/** The specification of the pods that an object is or makes. */
export function podSpecOf(object: KubeObject): Json | undefined {
  const { group } = groupVersionKind(object)
  if (group === '' && object.kind === 'Pod') return object['spec']
  if (group === 'batch' && object.kind === 'CronJob')
    return field(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
  return group === 'apps' || group === 'batch' ? field(object, 'spec', 'template', 'spec') : undefined
}
