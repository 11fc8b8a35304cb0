// What pods name and no manifest brings: taken to exist in a world that begins empty. Pure, and a controller that puts it there.
import { REACTION_MS } from '../../simulator/stages/stage.ts'
import type { Stage } from '../../simulator/stages/stage.ts'
import { ASSUMED } from '../../simulator/kinds/pod/pod-needs.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { needsOf, podSpecOf } from '../../object/pod-needs.ts'
import type { PodNeed } from '../../object/pod-needs.ts'

/** The ConfigMaps, Secrets, ServiceAccounts and claims that are named and not brought, each once. */
export function assumedObjects(objects: readonly KubeObject[], destination: string): readonly KubeObject[] {
  const brought = new Set(objects.map((object) => idOf(object, destination)))
  const assumed = new Map<string, KubeObject>()
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? destination
    for (const { kind, name } of needsOfObject(object)) {
      const needed = neededObject(kind, namespace, name)
      const id = idOf(needed, destination)
      if (!brought.has(id)) assumed.set(id, needed)
    }
  }
  return [...assumed.values()]
}

/** What its pods need; of a ServiceAccount's token the account. */
export function needsOfObject(object: KubeObject): readonly Pick<PodNeed, 'kind' | 'name'>[] {
  const account = object.metadata.annotations?.['kubernetes.io/service-account.name']
  if (object.kind === 'Secret' && account !== undefined) return [{ kind: 'ServiceAccount', name: account }]
  return needsOf(podSpecOf(object))
}

/** An object of which no more is known than that something names it. */
export function neededObject(kind: string, namespace: string, name: string): KubeObject {
  const object = { apiVersion: 'v1', kind, metadata: { name, namespace, annotations: { [ASSUMED]: 'true' } } }
  if (kind !== 'PersistentVolumeClaim') return object
  return { ...object, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }
}

function idOf({ kind, metadata }: KubeObject, destination: string): string {
  return `${kind} ${metadata.namespace ?? destination}/${metadata.name ?? ''}`
}

/** Puts them into their namespaces, as soon as those are there. */
export function assumedObjectStage(assumed: readonly KubeObject[]): Stage {
  return {
    name: 'assumed-object',
    affects: ({ type, key }) => (type === 'added' && key.kind === 'Namespace' ? [{ key, delay: REACTION_MS }] : []),
    visit: (namespace) => ({
      actions: assumed
        .filter(({ metadata }) => metadata.namespace === namespace.metadata.name)
        .map((object) => ({ do: 'create', object })),
    }),
  }
}
