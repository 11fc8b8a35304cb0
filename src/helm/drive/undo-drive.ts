// What a failed drive leaves behind where Helm has recorded nothing to roll back from: named, or taken back if that was asked for.
import type { Cluster, ResourceType } from '../../cluster/port.ts'
import { onClusterError } from '../../errors.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { groupVersionKind, shortKey } from '../../object/resource-key.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import { subjectRef } from '../../sync/see/observer.ts'
import { markObject } from '../release/ownership-marks.ts'
import { findResource } from '../release/release-record.ts'
import type { ReleaseRecord } from '../release/release-record.ts'
import type { DriveRequest } from './drive-request.ts'
import type { DriveStory } from './drive-story.ts'

/** What of a drive is undone, and where. */
export interface UndoneDrive {
  readonly request: Pick<DriveRequest, 'release' | 'namespace' | 'fieldManager'> & {
    readonly orders: Pick<DriveRequest['orders'], 'rollbackOnFailure'>
  }
  readonly cluster: Cluster
  readonly story: Pick<DriveStory, 'creations' | 'changes'>
}

/** What is known of the objects. */
export interface Before {
  /** As the drive has applied them. */
  readonly manifests: readonly Manifest[]
  /** The revision to go back to; undefined: there is none. */
  readonly revision: ReleaseRecord | undefined
}

/** Undoes what was done to the objects of Sync if a rollback was asked for; says what became of each. */
export async function undoDrive(drive: UndoneDrive, before: Before): Promise<readonly string[]> {
  const { story, request } = drive
  if (!request.orders.rollbackOnFailure) return nameLeftovers(story)
  const [created, changed] = [story.creations(), story.changes()]
  const lines: string[] = []
  for (const change of changed.toReversed()) lines.push(await tried(change, () => restore(drive, change.key, before)))
  for (const creation of created.toReversed()) {
    lines.push(await tried(creation, () => remove(drive, creation.key, { ...before, uid: creation.uid })))
  }
  return lines
}

/** Names what is left as it is. */
export function nameLeftovers(story: UndoneDrive['story']): readonly string[] {
  const [created, changed] = [story.creations(), story.changes()]
  return [...named('created and left, in no release', created), ...named('changed and left, in no revision', changed)]
}

function named(what: string, tasks: readonly TaskRef[]): readonly string[] {
  return tasks.length === 0 ? [] : [`${what}: ${tasks.map(({ key }) => shortKey(key)).join(', ')}`]
}

async function tried({ key }: TaskRef, act: () => Promise<string>): Promise<string> {
  const name = shortKey(key)
  const left = onClusterError(({ message }) => `left as it is: ${name} (${message})`)
  return act().then((done) => `${done}: ${name}`, left)
}

/** Helm's own rollback would keep the fields that only the failed drive has brought: it knows nothing of them. */
async function restore({ cluster, request }: UndoneDrive, key: ResourceKey, { revision }: Before): Promise<string> {
  const old = revision === undefined ? undefined : findResource(revision, key)
  const type = await typeOf(old === undefined ? [] : [old], key, cluster)
  if (revision === undefined || old === undefined || type === undefined) return 'changed and left, in no revision'
  const release = { name: request.release, namespace: request.namespace }
  const metadata = { ...old.metadata, ...(key.namespace === '' ? {} : { namespace: key.namespace }) }
  const object = markObject({ ...old, metadata }, release, 'plain')
  await cluster.apply(subjectRef({ type, key }), object, {
    method: 'server-side',
    force: true,
    fieldManager: request.fieldManager,
  })
  return `put back as in revision ${revision.version}`
}

async function remove(
  { cluster }: UndoneDrive,
  key: ResourceKey,
  { manifests, uid }: Before & { readonly uid: string },
): Promise<string> {
  const type = await typeOf(
    manifests.map(({ object }) => object),
    key,
    cluster,
  )
  if (type === undefined) return 'created and left, in no release'
  const result = await cluster.delete(subjectRef({ type, key }), { propagation: 'Background', uid })
  return result === 'accepted' ? 'deleted what this run had created' : 'no longer there as this run had created it'
}

/** An object's type, in the version in which one of these objects of the same kind is written. */
async function typeOf(
  objects: readonly KubeObject[],
  key: ResourceKey,
  cluster: Cluster,
): Promise<ResourceType | undefined> {
  const kind = objects.map(groupVersionKind).find(({ group, kind: name }) => group === key.group && name === key.kind)
  return kind === undefined ? undefined : cluster.resolve(kind)
}
