// What manifests of the corpus name but do not contain: namespaces, claims, node labels. The recordings had them.
import { field, isJsonObject, listField, stringField } from '../../src/object/kube-object.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'

/** Namespaces and PersistentVolumeClaims that must be there before. */
export function neededObjects(objects: readonly KubeObject[], destination: string): readonly KubeObject[] {
  const has = (kind: string, name: string): boolean =>
    objects.some((object) => object.kind === kind && object.metadata.name === name)
  const namespaces = new Set(objects.flatMap((object) => object.metadata.namespace ?? []))
  const absent = [...namespaces].filter((name) => name !== destination && name !== '' && !has('Namespace', name))
  const claims = objects.flatMap((object) =>
    claimsOf(object)
      .filter((name) => !has('PersistentVolumeClaim', name))
      .map((name) => claim(name, object.metadata.namespace ?? destination)),
  )
  const unique = new Map(claims.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]))
  const made = absent.map((name): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
  return [...made, ...unique.values()]
}

/** The labels that node selectors ask for. */
export function neededNodeLabels(objects: readonly KubeObject[]): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  for (const object of objects) {
    for (const path of POD_SPECS) {
      const selector = field(object, ...path, 'nodeSelector')
      if (!isJsonObject(selector)) continue
      for (const [name, value] of Object.entries(selector)) if (typeof value === 'string') labels[name] = value
    }
  }
  return labels
}

const POD_SPECS = [['spec'], ['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec']]

function claimsOf(object: KubeObject): readonly string[] {
  return POD_SPECS.flatMap((path) =>
    listField(object, ...path, 'volumes').flatMap(
      (volume: Json) => stringField(volume, 'persistentVolumeClaim', 'claimName') ?? [],
    ),
  )
}

function claim(name: string, namespace: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
  }
}
