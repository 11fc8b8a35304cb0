// What a rehearsal starts from: nothing, a snapshot file, or the cluster of the kubeconfig, which is only read.
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ResourceType } from '../../cluster/port.ts'
import { EXIT_CODES, HooksyncError, UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { KubeObject } from '../../manifest/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { count } from '../../report/task-text.ts'
import { formatSnapshot, isHidden, parseSnapshot } from '../../rehearse/start/snapshot.ts'
import type { Snapshot } from '../../rehearse/start/snapshot.ts'
import { takeSnapshot } from '../../rehearse/start/take-snapshot.ts'
import type { StartFlags } from '../flags/rehearse-flags.ts'
import type { ConnectionFlags } from '../flags/sync-flags.ts'
import { untilSignal } from '../interruption.ts'
import type { World } from '../run-context.ts'

/** What there is to begin with. */
export interface Start {
  /** Left out: nothing. */
  readonly objects?: readonly KubeObject[]
  readonly types?: readonly ResourceType[]
  /** The destination that the cluster's context names. */
  readonly namespace?: string
  readonly context?: string
  readonly diagnostics: readonly Diagnostic[]
}

interface StartRequest {
  readonly manifests: readonly Manifest[]
  readonly connection: ConnectionFlags
}

/** Reads it. */
export async function readStart(
  flags: StartFlags,
  request: StartRequest,
  outside: { readonly io: Io; readonly world: World },
): Promise<Start> {
  if (flags.from === 'nothing') return { diagnostics: [] }
  if (flags.from === 'cluster') return fromCluster(flags.path, request, outside)
  const snapshot = await readSnapshot(flags.path, outside.io)
  return { ...startOf(snapshot), diagnostics: hiddenNotes(snapshot, request.manifests) }
}

function startOf({ objects, types, namespace }: Snapshot): Omit<Start, 'diagnostics'> {
  return { objects, types, namespace }
}

async function fromCluster(
  path: string | undefined,
  { manifests, connection }: StartRequest,
  { io, world }: { readonly io: Io; readonly world: World },
): Promise<Start> {
  const opened = await untilSignal(world.connect(connection, io), io.signal)
  const { cluster, namespace, contextName } = opened
  const diagnostics: Diagnostic[] = []
  const warn = (message: string): void => void diagnostics.push({ code: 'SNAPSHOT', severity: 'warning', message })
  try {
    const taking = takeSnapshot(manifests, cluster, { namespace, signal: io.signal, warn })
    const snapshot = await untilSignal(taking, io.signal)
    if (path !== undefined) await writeSnapshot(path, snapshot, io)
    return { ...startOf(snapshot), ...(contextName === undefined ? {} : { context: contextName }), diagnostics }
  } finally {
    await opened.close()
  }
}

async function writeSnapshot(path: string, snapshot: Snapshot, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, path), formatSnapshot(snapshot), { mode: 0o600 })
  } catch (error) {
    throw fileError(`the snapshot ${path} cannot be written`, error)
  }
  io.stderr.write(
    `${count(snapshot.objects.length, 'live object')} written to ${path}, without the values of Secrets\n`,
  )
}

async function readSnapshot(path: string, io: Io): Promise<Snapshot> {
  let text: string
  try {
    text = await readFile(resolve(io.cwd, path), 'utf8')
  } catch (error) {
    throw fileError(`the snapshot ${path} cannot be read`, error)
  }
  const snapshot = parseSnapshot(text)
  if (snapshot !== undefined) return snapshot
  throw new UsageError(`${path} is no snapshot`, `make one with --against-cluster --snapshot ${path}`)
}

function fileError(what: string, error: unknown): HooksyncError {
  const why = error instanceof Error ? error.message : String(error)
  return new HooksyncError(`${what}: ${why}`, { exitCode: EXIT_CODES.usage, cause: error })
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
