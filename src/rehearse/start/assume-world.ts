// What a rehearsal takes for granted where no cluster can be asked: namespaces and kinds, each told. Pure.
import type { ResourceType } from '../../cluster/port.ts'
import { assumedTypes } from '../../simulator/schemas/assumed-types.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { someNames } from '../../object/one-line.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { SYSTEM_NAMESPACES } from '../../object/well-known.ts'
import type { SyncEventBody } from '../../sync/events.ts'
import type { SyncOptions } from '../../sync/sync-options.ts'
import { assumedObjects } from './assumed-objects.ts'
import type { WorldSettings } from '../world.ts'

/** What is there before the run, and what has to be said about it. */
export interface AssumedWorld {
  readonly namespaces: readonly string[]
  readonly types: readonly ResourceType[]
  /** What pods name. */
  readonly objects: readonly KubeObject[]
  readonly notes: readonly SyncEventBody[]
}

/** What is there: as given, or what the manifests need and do not bring. */
export function assumeWorld(
  manifests: readonly Manifest[],
  options: {
    readonly sync: Pick<SyncOptions, 'namespace' | 'syncOptions'>
    readonly settings: WorldSettings
    readonly start?: readonly KubeObject[]
    readonly namespaces?: readonly string[]
    readonly types?: readonly ResourceType[]
  },
): AssumedWorld {
  const objects = manifests.map(({ object }) => object)
  const given = options.namespaces ?? options.settings.namespaces
  const needed = given === undefined && options.start === undefined ? missingNamespaces(objects, options.sync) : []
  const types = options.types ?? assumedTypes(objects)
  const assumed = options.start === undefined ? assumedObjects(objects, options.sync.namespace) : []
  return {
    namespaces: [...new Set([...SYSTEM_NAMESPACES, ...(given ?? needed)])],
    types,
    objects: assumed,
    notes: [
      ...needed.filter((name) => name !== options.sync.namespace).map(namespaceNote),
      ...(options.types === undefined ? kindNotes(types) : []),
      ...objectNotes(assumed),
    ],
  }
}

/** The destination unless the run creates it, and every namespace that is named and not among the manifests. */
function missingNamespaces(
  objects: readonly KubeObject[],
  { namespace, syncOptions }: Pick<SyncOptions, 'namespace' | 'syncOptions'>,
): readonly string[] {
  const brought = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name))
  if (syncOptions.createNamespace === 'all') return []
  if (syncOptions.createNamespace) brought.add(namespace)
  const named = [namespace, ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])]
  return [...new Set(named)].filter((name) => !brought.has(name) && !SYSTEM_NAMESPACES.includes(name))
}

function namespaceNote(name: string): SyncEventBody {
  const message = `no manifest brings the namespace ${name}; it is taken to exist`
  return { type: 'diagnostic', diagnostic: { code: 'ASSUMED_NAMESPACE', severity: 'note', message } }
}

function kindNotes(types: readonly ResourceType[]): readonly SyncEventBody[] {
  if (types.length === 0) return []
  const kinds = [...new Set(types.map((type) => `${type.group}/${type.kind}`))]
  const message = `no manifest defines ${kinds.join(', ')}; the server is taken to serve ${kinds.length === 1 ? 'it' : 'them'}`
  const hint = 'with --against-cluster the cluster is asked'
  return [{ type: 'diagnostic', diagnostic: { code: 'ASSUMED_KIND', severity: 'warning', message, hint } }]
}

function objectNotes(objects: readonly KubeObject[]): readonly SyncEventBody[] {
  if (objects.length === 0) return []
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
  const message = `pods need what no manifest brings, and it is taken to exist: ${someNames(names)}`
  return [{ type: 'diagnostic', diagnostic: { code: 'ASSUMED_OBJECT', severity: 'note', message } }]
}
