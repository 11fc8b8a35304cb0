// What a rehearsal starts from: nothing, a snapshot file, or the cluster of the kubeconfig, which is only read.
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Cluster, ResourceType } from '../../cluster/port.ts'
import { readInventory } from '../../inventory/inventory.ts'
import type { App, InventoryOptions } from '../../inventory/inventory.ts'
import { EXIT_CODES, HooksyncError, UsageError } from '../../errors.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { OwnHealth } from '../../health/own-rules.ts'
import type { Io } from '../../io.ts'
import { readFileUntil } from '../../io/read-file.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { count } from '../../report/task-text.ts'
import { withIdentities } from '../../rehearse/start/identities.ts'
import { formatSnapshot, isHidden, parseSnapshot } from '../../rehearse/start/snapshot.ts'
import type { Snapshot } from '../../rehearse/start/snapshot.ts'
import { takeSnapshot } from '../../rehearse/start/take-snapshot.ts'
import type { StartFlags } from '../flags/rehearse-flags.ts'
import type { ConnectionFlags } from '../flags/sync-flags.ts'
import { ownHealthOn } from '../own-health/own-health.ts'
import type { FoundHealth } from '../own-health/own-health.ts'
import { untilSignal } from '../interruption.ts'
import type { CommandWorld } from '../run-context.ts'
import { untilAnswered, withConnection } from '../with-connection.ts'
import { unreadableReason } from '../unreadable.ts'

/** What there is to begin with. */
export interface Start {
  /** Left out: nothing. */
  readonly objects?: readonly KubeObject[]
  readonly types?: readonly ResourceType[]
  /** The destination that the cluster's context names. */
  readonly namespace?: string
  readonly context?: string
  /** Own health rules with those of the cluster; left out: no cluster was asked. */
  readonly own?: OwnHealth
  readonly diagnostics: readonly Diagnostic[]
}

interface StartRequest {
  readonly manifests: readonly Manifest[]
  readonly connection: ConnectionFlags
  /** Reads what the application owns beside the manifests; left out: there is none. */
  readonly app?: (namespace: string) => App | undefined
  readonly takeOwnership: boolean
  /** So many requests at a time. */
  readonly concurrency: number
  /** The manifests come from standard input. */
  readonly readsStdin: boolean
  readonly rules: FoundHealth
}

/** Reads it. */
export async function readStart(
  flags: StartFlags,
  request: StartRequest,
  outside: { readonly io: Io; readonly world: CommandWorld },
): Promise<Start> {
  if (flags.from === 'nothing') return { diagnostics: [] }
  if (flags.from === 'cluster') return fromCluster(flags.path, request, outside)
  const { io } = outside
  const snapshot = await untilSignal(readSnapshot(flags.path, io), io.signal, () => `${flags.path} has not ended`)
  return { ...startOf(snapshot), diagnostics: hiddenNotes(snapshot, request.manifests) }
}

function startOf({ objects, types, namespace }: Snapshot): Omit<Start, 'diagnostics'> {
  return { objects: withIdentities(objects), types, namespace }
}

async function fromCluster(
  path: string | undefined,
  { manifests, connection, concurrency, readsStdin, app, takeOwnership, rules }: StartRequest,
  { io, world }: { readonly io: Io; readonly world: CommandWorld },
): Promise<Start> {
  if (path !== undefined) await untilSignal(refuseForeign(path, io), io.signal, () => `${path} has not ended`)
  return withConnection({ world, flags: connection, io, readsStdin }, async (opened) => {
    const { cluster, namespace, contextName, awaits } = opened
    const diagnostics: Diagnostic[] = []
    const tell = (finding: Diagnostic): void => void diagnostics.push(finding)
    const taking = async (): Promise<Snapshot> => {
      const owned = await ownedBy(app?.(namespace), cluster, { concurrency, takeOwnership, signal: io.signal })
      const wanted = [...manifests, ...owned.map(asManifest)]
      return takeSnapshot(wanted, cluster, { namespace, signal: io.signal, concurrency, tell })
    }
    const own = await ownHealthOn(rules, { connection: opened, world, io })
    const reading = { ...opened, awaits: () => awaits?.() ?? 'not all live objects were read' }
    const snapshot = await untilAnswered(taking(), io.signal, { connection: reading, clock: world.clock })
    if (path !== undefined) await writeSnapshot(path, snapshot, io)
    return { ...startOf(snapshot), context: contextName, own, diagnostics }
  })
}

/** What is there of an application, its parent too. */
async function ownedBy(
  app: App | undefined,
  cluster: Cluster,
  options: InventoryOptions,
): Promise<readonly KubeObject[]> {
  if (app === undefined) return []
  const { parent, members, hooks } = await readInventory(cluster, app, options)
  return parent === undefined ? [] : [parent, ...members, ...hooks]
}

/** Live objects are read with all that they need and own, as those that the manifests name. */
function asManifest(object: KubeObject): Manifest {
  return { object, location: { source: 'the inventory', line: 1, column: 1 }, annotationLocations: {} }
}

/** Only an older snapshot is written over, or a file without content. */
async function refuseForeign(path: string, io: Io): Promise<void> {
  const text = await readText(path, io).catch(() => '')
  const found = text.trim() === '' ? undefined : parseSnapshot(text)
  if (found === undefined || !('fault' in found) || found.kind === 'broken') return
  throw new UsageError(`${path} is there, and it is not a snapshot: it is not written over`, OTHER_FILE)
}

const OTHER_FILE = 'name a file that is not there yet, as in --against-cluster --snapshot NEW-FILE'

/** Nobody else may read it, whoever made the file. */
async function writeSnapshot(path: string, snapshot: Snapshot, io: Io): Promise<void> {
  try {
    const file = await open(resolve(io.cwd, path), 'w', PRIVATE)
    try {
      if ((await file.stat()).isFile()) await file.chmod(PRIVATE)
      await file.writeFile(formatSnapshot(snapshot))
    } finally {
      await file.close()
    }
  } catch (error) {
    throw fileError(`the snapshot ${path} cannot be written`, error)
  }
  const written = count(snapshot.objects.length, 'live object')
  tellPeople(io.stderr, io.guard, `${written} written to ${path}, without the values of Secrets`)
}

const PRIVATE = 0o600

async function readSnapshot(path: string, io: Io): Promise<Snapshot> {
  const text = readText(path, io).catch((error: unknown) => {
    throw fileError(`the snapshot ${path} cannot be read`, error)
  })
  const read = parseSnapshot(await text)
  if (!('fault' in read)) return read
  if (read.kind === 'broken') {
    throw new UsageError(`the snapshot ${path} cannot be used: ${read.fault}`, 'make a new one from the cluster')
  }
  throw new UsageError(`${path} is not a snapshot`, `to make one ${OTHER_FILE}`)
}

async function readText(path: string, io: Io): Promise<string> {
  return (await readFileUntil(resolve(io.cwd, path), io.signal)).toString('utf8')
}

function fileError(what: string, error: unknown): HooksyncError {
  const { why, hint } = unreadableReason(error)
  return new HooksyncError(`${what}: ${why}`, { exitCode: EXIT_CODES.usage, hint, cause: error })
}

/** Whether such a Secret changes cannot be told. */
function hiddenNotes({ objects, namespace }: Snapshot, manifests: readonly Manifest[]): readonly Diagnostic[] {
  return objects.filter(isHidden).flatMap(({ metadata }) => {
    const manifest = manifests.find(
      ({ object }) =>
        object.kind === 'Secret' &&
        object.metadata.name === metadata.name &&
        (object.metadata.namespace ?? namespace) === metadata.namespace,
    )
    if (manifest === undefined) return []
    const message = `the snapshot does not hold the values of Secret ${metadata.namespace}/${metadata.name}; it is taken to change`
    return [{ code: 'SNAPSHOT', severity: 'note' as const, message, location: manifest.location }]
  })
}
