// `kubectl hooksync rehearse`: read → check → the rehearsal's world → rehearse → tell → exit code. Wiring only.
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import { EXIT_CODES, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { OwnHealth } from '../../health/own-rules.ts'
import type { Io } from '../../io.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { defined } from '../../object/defined.ts'
import { isSecret } from '../../object/well-known.ts'
import { readSources } from '../../manifest/read-sources.ts'
import { deletionInstead } from '../../rehearse/deletion.ts'
import type { Fault } from '../../rehearse/fault.ts'
import { parseFault } from '../../rehearse/parse-fault.ts'
import { syncTellingDifferences } from '../../preview/tell-differences.ts'
import { playRehearsal } from '../../rehearse/rehearse.ts'
import type { RehearsalOptions } from '../../rehearse/rehearse.ts'
import { USUAL_WORLD } from '../../rehearse/world.ts'
import type { WorldSettings } from '../../rehearse/world.ts'
import { inventoryAmong } from '../../inventory/inventory.ts'
import type { App } from '../../inventory/inventory.ts'
import { appNamed, appOptions, deletionOptions } from '../app-options.ts'
import { isHidden } from '../../rehearse/start/snapshot.ts'
import { guardObjects } from '../../guard/guard-objects.ts'
import { exitCodeOf } from '../../sync/summary.ts'
import { SYNC_DEFAULTS } from '../../sync/sync-options.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { checkFiles } from '../check-files.ts'
import { readDeletionFlags, refuseSyncFlags } from '../flags/delete-flags.ts'
import type { DeleteFlags } from '../flags/delete-flags.ts'
import { readRehearseFlags } from '../flags/rehearse-flags.ts'
import type { RehearseFlags } from '../flags/rehearse-flags.ts'
import { readCiFlags } from '../flags/ci-flags.ts'
import { readReportFlag } from '../flags/report-flag.ts'
import { readSyncFlags } from '../flags/sync-flags.ts'
import type { SyncFlags } from '../flags/sync-flags.ts'
import { judgingBy, NO_RULES, oddBeside, readOwnHealth, withoutCluster } from '../own-health/own-health.ts'
import { untilSignal } from '../interruption.ts'
import { noteInvalid, tellInvalid } from '../invalid-input.ts'
import { placingFields } from '../place-fields.ts'
import { isError, readInput } from '../read-input.ts'
import type { Input } from '../read-input.ts'
import { readStart } from './rehearsal-start.ts'
import type { Start } from './rehearsal-start.ts'
import { withSettings } from '../settings/with-settings.ts'
import { withinTime } from '../time-limit.ts'
import { REAL_WORLD, telling } from '../run-context.ts'
import type { CommandWorld } from '../run-context.ts'

/** Runs the command. `outside` is where live objects come from. */
export async function runRehearse(values: FlagValues, io: Io, outside: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  refuseSyncFlags(values)
  return withSettings(values, { io, world: outside, ci: readCiFlags(values) }, (settled) =>
    rehearseSettled(settled.values, io, outside),
  )
}

async function rehearseSettled(values: FlagValues, io: Io, outside: CommandWorld): Promise<ExitCode> {
  const deletion = readDeletionFlags(values)
  const flags = deletion?.sync ?? readSyncFlags(values)
  const rehearsal = readRehearseFlags(values)
  if (deletion !== undefined && rehearsal.start.from === 'nothing') {
    const hint = 'write --against-cluster, or --snapshot FILE'
    throw new UsageError('a deletion is rehearsed on what is live: an empty cluster has nothing to delete', hint)
  }
  const { output, report } = readTold(values, flags, rehearsal)
  await checkFiles(values, io, { report })
  // A rehearsed sync has its own time; that of the machine passes while files and live objects are read.
  const read = await telling({ output, io, world: outside }, async ({ end, note }) => {
    const asked = { flags, rehearsal, isDeletion: deletion !== undefined }
    const all = await withinTime(io, flags.operation.timeoutMs, (limited) => readAll(asked, limited, outside))
    const isRight = !all.found.diagnostics.some(isError)
    if (!isRight) noteInvalid(all.found, { note })
    if (isRight && all.start === undefined) end({ phase: 'Succeeded', message: NOTHING, reason: 'completed' })
    return all
  })
  const { found, faults, settings, start, own } = read
  if (found.diagnostics.some(isError)) return tellInvalid(found, output, io, outside)
  if (start === undefined) {
    tellPeople(io.stderr, io.guard, NOTHING)
    return EXIT_CODES.succeeded
  }
  const clock = createVirtualClock(Math.floor(outside.clock.now() / 1000) * 1000)
  const world: CommandWorld = {
    clock,
    ticker: () => () => {},
    time: 'virtual',
    connect: (...wanted) => outside.connect(...wanted),
  }
  guardObjects(io.guard, liveSecrets(start))
  return telling({ output: { ...output, ...defined({ report }) }, io, world }, async (teller) => {
    const { manifests } = found
    const ruled = judgingBy(flags, start.own ?? own)
    const { inventory, sync } = asOwned({ flags: ruled, deletion, found, start })
    io.guard.publish([sync.namespace])
    const options = { sync, start: start.objects, types: start.types, world: settings, signal: io.signal }
    const notes = [...found.diagnostics, ...start.diagnostics]
    if (rehearsal.explore) {
      for (const diagnostic of notes) teller.tell({ type: 'diagnostic', diagnostic })
      const exploration = { ...options, startedAt: clock.now() }
      const { runExploration } = await import('./explore-run.ts')
      return runExploration(manifests, exploration, { io, output, redact: io.guard.mask, note: teller.forward })
    }
    const { choices } = deletion ?? {}
    const kept = report === undefined ? undefined : KEPT
    const instead = choices === undefined ? kept : deletionInstead(manifests, { choices, inventory })
    const how = { ...options, ...defined({ instead }), faults, clock, notes }
    const { summary } = await placingFields(found.sources, teller.forward, async (emit) =>
      playRehearsal(manifests, how, emit),
    )
    return exitCodeOf(summary)
  })
}

/** A sync of which a record is kept. */
const KEPT: RehearsalOptions['instead'] = async ({ cluster }) => ({ cluster, work: syncTellingDifferences })

/** How it is told. */
function readTold(values: FlagValues, flags: SyncFlags, { explore }: RehearseFlags) {
  // The file that settings name is that of a real run.
  const { report } = readReportFlag(values.line ?? values)
  if (explore && report !== undefined) {
    throw new UsageError(
      '--report cannot be used with --explore',
      'a rehearsal of one fault has a report: --fail KIND/NAME',
    )
  }
  const { report: _, ...shown } = flags.output
  const ci = readCiFlags(values)
  if (explore && ci.junit !== undefined) {
    throw new UsageError('--junit tells of one run, and --explore makes many', 'leave one of them out')
  }
  // A live view of time that jumps would show nothing.
  const output = { ...shown, format: shown.format ?? ('plain' as const), ...(explore ? {} : { ci }) }
  return { output, report }
}

const NOTHING = 'nothing to rehearse: no objects were found'

/** What is owned at the start, and the options of the run that go by it. */
function asOwned({ flags, deletion, found, start }: Owning) {
  const namespace = flags.connection.namespace ?? start.namespace ?? SYNC_DEFAULTS.namespace
  const app = appNamed(flags, namespace)
  const inventory = app && inventoryAmong(start.objects ?? [], app, flags)
  const owning = appOptions(flags, flags.operation, inventory)
  const refusing = deletion === undefined ? {} : deletionOptions(flags, owning)
  const revision = flags.operation.revision ?? found.digest
  const sync = { ...flags.operation, ...owning, ...refusing, namespace, context: start.context, revision }
  return { inventory, sync }
}

interface Owning {
  readonly flags: SyncFlags
  /** Undefined: it is no deletion. */
  readonly deletion: DeleteFlags | undefined
  readonly found: Input
  readonly start: Start
}

/** What is to be rehearsed. */
interface Asked {
  readonly flags: SyncFlags
  readonly rehearsal: RehearseFlags
  /** Of an app all is in the inventory: it needs no manifests. */
  readonly isDeletion: boolean
}

const EMPTY = {
  why: 'a rehearsal asks a cluster only with --against-cluster',
  hint: 'write --against-cluster, or --health-from FILE',
}

/** What a rehearsal is made from; without a start where there is nothing to rehearse. */
async function readAll({ flags, rehearsal, isDeletion }: Asked, io: Io, outside: CommandWorld) {
  const { source, operation, connection } = flags
  const named = isDeletion ? NO_RULES : await readOwnHealth(flags.ownHealth, io)
  const rules = rehearsal.start.from === 'cluster' ? named : withoutCluster(named, EMPTY)
  const { own } = rules
  const input = await readInput(source, operation.policy, io)
  const { manifests } = input
  const faultsBy = (known: OwnHealth): readonly Fault[] => {
    const { operation: judging } = judgingBy({ operation }, known)
    return rehearsal.faults.map(({ name, text }) => parseFault(name, text, manifests, judging))
  }
  const isWrong = [...input.diagnostics, ...rules.diagnostics].some(isError)
  // What can go wrong with a kind is known by its rule, and that may stand in the cluster.
  const faults = isWrong || rules.cluster !== undefined ? [] : faultsBy(own)
  const { settings, diagnostics } = await readWorld(rehearsal, manifests, io)
  const odd = await oddBeside(rules, input, { files: source.files, cwd: io.cwd })
  const found: Input = { ...input, diagnostics: [...input.diagnostics, ...rules.diagnostics, ...odd, ...diagnostics] }
  if (found.diagnostics.some(isError) || (manifests.length === 0 && !isDeletion))
    return { found, faults, settings, own, start: undefined }
  const readsStdin = source.files.includes('-')
  const { takeOwnership } = flags
  const app = (namespace: string): App | undefined => appNamed(flags, namespace)
  const request = { manifests, connection, concurrency: operation.concurrency, readsStdin, app, takeOwnership, rules }
  const start = await readStart(rehearsal.start, request, { io, world: outside })
  return { found, faults: rules.cluster === undefined ? faults : faultsBy(start.own ?? own), settings, own, start }
}

/** Values of live Secrets are masked as those of the manifests are; a word that stands for what is not known is none. */
function liveSecrets({ objects = [] }: Start): readonly KubeObject[] {
  return objects.filter((object) => isSecret(object) && !isHidden(object))
}

async function readWorld(
  { world, takes }: RehearseFlags,
  manifests: readonly Manifest[],
  io: Io,
): Promise<{ readonly settings: WorldSettings; readonly diagnostics: Input['diagnostics'] }> {
  if (world === undefined && takes.length === 0) return { settings: USUAL_WORLD, diagnostics: [] }
  const { parseWorld, withTakes } = await import('../../rehearse/parse-world.ts')
  const reading = world === undefined ? undefined : readSources({ files: [world], recursive: false }, io)
  const read = reading && (await untilSignal(reading, io.signal, () => `${world} has not ended`))
  const [source, another] = read?.sources ?? []
  if (another !== undefined) throw new UsageError(`--world ${world} is more than one file`, 'write --world FILE')
  const parsed = source === undefined ? { settings: USUAL_WORLD, diagnostics: [] } : parseWorld(source, manifests)
  const settings = takes.reduce((known: WorldSettings, text) => {
    const next = withTakes(known, text, manifests)
    if ('message' in next) throw new UsageError(next.message, next.hint)
    return next
  }, parsed.settings)
  return { settings, diagnostics: [...(read?.diagnostics ?? []), ...parsed.diagnostics] }
}
