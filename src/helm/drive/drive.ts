// Drives a release's phases while Helm waits: checks, locks, syncs, and says what Helm shall do next. Starts no process.
import { EXIT_CODES, HooksyncError, explainError } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import { guardObjects } from '../../guard/guard-objects.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import type { ReadManifest } from '../../hook/directives.ts'
import type { HelmEvent, HelmReading } from '../../hook/hook-type.ts'
import { readManifest } from '../../hook/read-manifest.ts'
import { endOther } from '../../inventory/lock-remedy.ts'
import { takeLease } from '../../inventory/take-lease.ts'
import { count } from '../../report/task-text.ts'
import { syncTellingDifferences } from '../../preview/tell-differences.ts'
import { completeOptions } from '../../sync/complete-options.ts'
import type { End } from '../../sync/end.ts'
import type { SyncEventBody } from '../../sync/events.ts'
import { numberEvents } from '../../sync/number-events.ts'
import type { SyncSettings } from '../../sync/sync-options.ts'
import type { Summary } from '../../sync/summary.ts'
import { operate, sync } from '../../sync/sync.ts'
import { awaitTypes } from './await-types.ts'
import { handlingOf } from '../stream/document-handling.ts'
import { failDrive, logLines } from './drive-failure.ts'
import type { DriveFailure } from './drive-failure.ts'
import { createNamespace, namespaceExists } from './drive-namespace.ts'
import type { Drive, DriveAnswer, DriveRequest, DriveWorld } from './drive-request.ts'
import { createStory } from './drive-story.ts'
import { guardCluster, speltByHelm } from './guarded-cluster.ts'
import { markObject } from '../release/ownership-marks.ts'
import { readRelease } from '../release/read-release.ts'
import type { ReleaseHistory } from '../release/read-release.ts'
import { RECORD_HINT, judgeRecord } from '../release/record-size.ts'
import { listsObject } from '../release/release-record.ts'
import { refuseForeign, tellForeign } from '../release/refuse-foreign.ts'
import { isServerSideRelease, releaseState } from '../release/release-state.ts'
import type { ReleaseState } from '../release/release-state.ts'
import { drivenManifests, renderDriven } from '../stream/render-output.ts'
import { unsendableTexts } from '../stream/unsendable.ts'
import { endOfDrive, tellDrive } from './tell-drive.ts'

/** Runs a drive to its end. Every failure is an answer for Helm, for it shows nothing else. */
export async function drive(request: DriveRequest, world: DriveWorld): Promise<DriveAnswer> {
  const manifests = request.stream.documents.flatMap((document) => document.manifests)
  guardObjects(
    world.secrets,
    manifests.map(({ object }) => object),
  )
  world.secrets.publish([request.namespace, request.release])
  const teller = tellDrive(world.progress, world)
  const lost = new AbortController()
  const signal = AbortSignal.any([world.signal, lost.signal])
  const guard = guardCluster(world.cluster, { signal, check: world.check })
  const story = createStory()
  if (world.progress.warning !== undefined) teller.say(`warning: ${world.progress.warning}`)
  const current: Drive = { request, world: { ...world, signal }, guard, teller, story, lost: lost.signal }
  let reading: HelmReading = request.reading ?? 'both'
  let history: ReleaseHistory | undefined
  try {
    const release = await examine(current)
    history = wayBack(release)
    reading = request.reading ?? release.event
    return await driveLocked(current, { ...release, reading }, lost)
  } catch (error) {
    return await failDrive(current, { reading, history, ...failureOf(error, signal) })
  } finally {
    await teller.end()
  }
}

function failureOf(error: unknown, signal: AbortSignal): Pick<DriveFailure, 'lines' | 'end'> {
  return { lines: explainError(error), end: endOfDrive(error, signal) }
}

/** What is known of the release before anything is written. */
interface Release {
  readonly event: HelmEvent
  readonly state: Extract<ReleaseState, { refused: undefined }>
  readonly history: ReleaseHistory
  /** Helm writes it by server-side apply. */
  readonly serverSide: boolean
}

async function examine({ request, guard, world, teller }: Drive): Promise<Release> {
  const { release, namespace, orders, stream, major } = request
  // What is left to Helm is checked, too: a misspelt hook would be applied as a plain object.
  const found = [
    ...stream.diagnostics,
    ...stream.documents.flatMap(({ manifests }) => manifests.flatMap(({ findings }) => findings)),
  ]
  refuseInvalid(found, teller)
  const history = await readRelease(guard.cluster, orders.storage, { name: release, namespace })
  const state = releaseState(release, history.revisions, orders)
  if (state.refused !== undefined) throw refusal(state.refused)
  const last = state.last === undefined ? undefined : history.read(state.last)
  guardObjects(world.secrets, last?.objects ?? [])
  const serverSide = isServerSideRelease({ major, serverSide: orders.serverSide }, state.event, last?.applyMethod)
  if (serverSide && orders.forceReplace) {
    throw refusal(
      'Helm refuses --force-replace together with server-side apply; leave it out, or add --server-side=false',
    )
  }
  if (serverSide) refuseInvalid(unsendableTexts(stream, request.reading ?? state.event), teller)
  return { event: state.event, state, history, serverSide }
}

/** Throws where something is wrong with what was rendered. */
function refuseInvalid(found: readonly Diagnostic[], teller: Drive['teller']): void {
  const errors = found.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    for (const diagnostic of errors) teller.note({ type: 'diagnostic', diagnostic })
    const message = `${count(errors.length, 'error')}; nothing was touched`
    teller.ended({ phase: 'Failed', message, reason: 'invalid' })
    throw refusal(errors.map(renderDiagnostic).join('\n'))
  }
}

type Readings = Release & { readonly reading: HelmReading }

async function driveLocked(current: Drive, release: Readings, lost: AbortController): Promise<DriveAnswer> {
  const { request, world, guard, teller } = current
  const output = renderDriven(request.handBack ?? request.stream, { major: request.major, reading: release.reading })
  checkRecord(output, current)
  const manifests = drivenManifests(request.stream, release.reading).map((manifest) => mark(manifest, current, release))
  await awaitTypes(manifests, { cluster: guard.cluster, clock: world.clock }, world.signal)
  const options = syncOptions(current, release)
  const refused = await ensureNamespace(current, release, { manifests, options })
  if (refused !== undefined) return refused
  const cluster = release.serverSide ? speltByHelm(guard.cluster) : guard.cluster
  const name = `hooksync-${request.release}`.slice(0, 253)
  const remedy = (): string => `run Helm again when it has ended; ${endOther(heldUp)}`
  const { namespace, fieldManager } = request
  const heldUp = {
    app: request.release,
    namespace,
    connection: reachOf(world),
    manifests: [],
  }
  const lock = { namespace, name, holder: world.holder, fieldManager, remedy }
  // The lock's own writes are none of the drive's, and it is given back after a stop, too.
  const { clock, trouble } = world
  const tell = (message: string): void => teller.say(`warning: ${message}`)
  const lease = await takeLease({ cluster: world.cluster, clock, trouble }, lock, { waitMs: 0, tell })
  lease.lost.addEventListener('abort', () => lost.abort(String(lease.lost.reason)), { once: true })
  try {
    const where = { cluster, clock, trouble }
    const emit = numberEvents((event) => {
      current.story.hear(event)
      teller.event(event)
    })
    const work = world.page === undefined ? undefined : syncTellingDifferences
    const complete = completeOptions(options, where, manifests)
    const summary = await operate(manifests, where, complete, { emit, ...defined({ work }) })
    return await answer(current, release, { summary, output })
  } catch (error) {
    // Still under the lock, for what was begun may have to be undone.
    const failure = failureOf(error, world.signal)
    return await failDrive(current, { reading: release.reading, history: wayBack(release), ...failure })
  } finally {
    await lease.release(world.trouble?.() && 'in trouble')
  }
}

/** How a command that people are told reaches this cluster, whatever the current context is by then. */
function reachOf({ connection = [], context }: DriveWorld): readonly string[] {
  return context === undefined || connection.includes('--context') ? connection : [...connection, '--context', context]
}

/** Helm uninstalls an install that has failed, whatever there was before it. */
function wayBack({ event, history }: Release): ReleaseHistory | undefined {
  return event === 'upgrade' ? history : undefined
}

/** Helm finds out only after the phases have run. */
function checkRecord(output: string, { request, teller }: Drive): void {
  const size = judgeRecord(output, request.orders.storage)
  if (size.fits === 'no') throw refusal(size.message, RECORD_HINT)
  if (size.fits === 'perhaps') teller.say(`warning: ${size.message}; ${RECORD_HINT}`)
}

async function answer(
  current: Drive,
  release: Readings,
  { summary, output }: { readonly summary: Summary; readonly output: string },
): Promise<DriveAnswer> {
  const { request, teller, world, story } = current
  if (summary.phase !== 'Succeeded') {
    const hints = release.serverSide ? [] : unknownFieldHint(summary)
    return failDrive(current, {
      reading: release.reading,
      history: wayBack(release),
      lines: story.cause(summary),
      hints,
    })
  }
  teller.say([`the phases of ${request.release} have run, Helm goes on`, ...logLines(world.progress)].join('; '))
  return { stdout: output, stderr: '', exitCode: EXIT_CODES.succeeded }
}

/** Helm leaves it to the server, which only warns where Helm does not apply server-side. */
function unknownFieldHint({ reason, failures }: Summary): readonly string[] {
  const isUnknown = reason === 'gate' && failures.some(({ field }) => field?.unknown === true)
  return isUnknown ? ['mend it, or give --disable-openapi-validation to Helm: then unknown fields are dropped'] : []
}

function mark(manifest: ReadManifest, { request }: Drive, { reading, state, history }: Readings): ReadManifest {
  const { release: name, namespace } = request
  const isHook = handlingOf(manifest.directives, reading).kind === 'hook'
  // A revision made without us may list our hook as an object of its own; it is not in the next one.
  const current = isHook && state.current !== undefined ? history.read(state.current) : undefined
  const isListed = current !== undefined && listsObject(current, manifest.object)
  const object = markObject(manifest.object, { name, namespace }, isListed ? 'kept' : 'plain')
  const { location, annotationLocations } = manifest
  return readManifest({ object, location, annotationLocations })
}

function syncOptions({ request, world }: Drive, { state, history, reading, serverSide }: Readings): SyncSettings {
  const { orders, namespace, revision, release } = request
  const named = { name: release, namespace }
  const current = state.current === undefined ? undefined : history.read(state.current)
  return {
    namespace,
    revision,
    startedAt: world.startedAt,
    fieldManager: request.fieldManager,
    // Helm itself overwrites everybody where it applies client-side.
    forceConflicts: !serverSide || orders.forceConflicts,
    wait: isAwaited(request, reading),
    timeoutMs: orders.timeoutMs,
    hooks: !orders.noHooks,
    // Where Helm applies server-side the server refuses unknown fields, whatever Helm was told.
    syncOptions: { validate: serverSide || orders.validate },
    helm: reading,
    ...(orders.takeOwnership
      ? { takes: { of: tellForeign(named, current) } }
      : { refuse: refuseForeign(named, current) }),
    signal: world.signal,
    ...defined({ logs: world.logs }),
    version: world.version,
    server: world.server,
    context: world.context,
  }
}

/** Helm awaits nothing that nobody has asked for. An order is asked for by hooks and waves, and is not kept without waiting. */
function isAwaited({ stream, orders, noWait }: Drive['request'], reading: HelmReading): boolean {
  if (noWait) return false
  if (orders.wait !== 'none') return true
  return drivenManifests(stream, reading).some(({ directives }) => {
    return handlingOf(directives, reading).kind === 'hook' ? !orders.noHooks : directives.wave.value !== 0
  })
}

/** Makes a missing namespace where Helm would, but not before everything else was found to be right. */
async function ensureNamespace(
  current: Drive,
  { event, reading }: Readings,
  { manifests, options }: { readonly manifests: readonly Manifest[]; readonly options: SyncSettings },
): Promise<DriveAnswer | undefined> {
  const { request, world, guard, teller } = current
  const { namespace, orders } = request
  if (await namespaceExists(guard.cluster, namespace)) return undefined
  if (event !== 'install' || !orders.createNamespace) {
    throw refusal(`namespace ${namespace} does not exist; give --create-namespace to Helm, or create it first`)
  }
  const check: SyncSettings = {
    ...options,
    dryRun: 'server',
    syncOptions: { ...options.syncOptions, createNamespace: true },
  }
  const found = createStory()
  const told: SyncEventBody[] = []
  const summary = await sync(manifests, { cluster: guard.cluster, clock: world.clock }, check, (heard) => {
    found.hear(heard)
    told.push(heard)
  })
  if (summary.phase !== 'Succeeded') {
    for (const heard of told) teller.note(heard)
    const { message, reason } = summary
    const end: End = { phase: 'Failed', message, reason }
    return failDrive(current, { reading, history: undefined, lines: found.cause(summary), end })
  }
  await createNamespace(guard.cluster, namespace, request.fieldManager)
  teller.say(`created namespace ${namespace}`)
  return undefined
}

function refusal(message: string, hint?: string): HooksyncError {
  return new HooksyncError(message, { exitCode: EXIT_CODES.failed, hint })
}
