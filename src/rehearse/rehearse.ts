// A rehearsal: the whole sync on a simulated cluster in virtual time, with what goes wrong. Wires the world; decides nothing.
import type { Cluster, ResourceType } from '../cluster/port.ts'
import { createSimulatedCluster } from '../simulator/simulated-cluster.ts'
import type { SimulatedCluster, WriteRecord } from '../simulator/simulated-cluster.ts'
import { createVirtualClock } from '../simulator/virtual-clock.ts'
import type { VirtualClock } from '../simulator/virtual-clock.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { SyncEvent, SyncEventBody, TimedEvent } from '../sync/events.ts'
import type { Summary } from '../sync/summary.ts'
import { completeOptions } from '../sync/complete-options.ts'
import type { SyncOptions, SyncSettings } from '../sync/sync-options.ts'
import { numberEvents } from '../sync/number-events.ts'
import type { World } from '../sync/run.ts'
import { operate } from '../sync/sync.ts'
import type { Operation } from '../sync/sync.ts'
import { assumeWorld } from './start/assume-world.ts'
import { assumedObjectStage } from './start/assumed-objects.ts'
import { customLifeStage, lifelessKinds } from './lives/custom-life.ts'
import type { Fault } from './fault.ts'
import { createFaultPlay } from './play/fault-play.ts'
import type { FaultPlay } from './play/fault-play.ts'
import { leftBehind } from './play/left-behind.ts'
import { createLifeOf } from './lives/object-lives.ts'
import { createTeller } from './play/rehearsal-teller.ts'
import { vanishStage } from './lives/vanish-stage.ts'
import { operationOn } from './waypoint.ts'
import type { RehearsalCheckpoints } from './waypoint.ts'
import { USUAL_WORLD } from './world.ts'
import type { WorldSettings } from './world.ts'

/** How one rehearsal is made. */
export interface RehearsalOptions {
  /** As of the real run; the time and the signal are the rehearsal's own. */
  readonly sync?: Omit<SyncSettings, 'startedAt' | 'signal'>
  /** How long things take; left out: the usual. */
  readonly world?: WorldSettings
  readonly faults?: readonly Fault[]
  /** Live objects to begin with, exactly as another cluster had them. */
  readonly start?: readonly KubeObject[]
  /** Namespaces that exist beside those of `start`; left out: those that the manifests name and do not bring. */
  readonly namespaces?: readonly string[]
  /** What the server serves beside Kubernetes' own types; left out: what the manifests use and do not bring. */
  readonly types?: readonly ResourceType[]
  /** Whether pods wait for the ConfigMaps, Secrets and ServiceAccounts that they name; `ignored`: as on the lab of the recordings. */
  readonly references?: 'needed' | 'ignored'
  readonly clock?: VirtualClock
  /** What has to be said before the run, behind that it is a rehearsal. */
  readonly notes?: readonly Diagnostic[]
  /** Interrupts the rehearsed run, with the name of a signal as its reason. */
  readonly signal?: AbortSignal
  /** What is rehearsed instead of a sync, made when the world is there. */
  readonly instead?: (world: World, options: SyncOptions) => Promise<Instead>
  /** Sets things up before the run, as another user. */
  readonly before?: (world: SimulatedCluster) => Promise<void>
  /** Acts as another user while it runs; the signal is aborted when the run has ended. */
  readonly during?: (world: SimulatedCluster, ended: AbortSignal) => Promise<void>
  /** How long the cluster is watched after the run, in virtual milliseconds, for faults that strike only then; left out: not at all. */
  readonly aftermathMs?: number
  /** Goes on from where another rehearsal of the same was, and tells where this one is. */
  readonly checkpoints?: RehearsalCheckpoints
}

/** Another operation than a sync, and the cluster as it is for that. */
type Instead = Pick<Operation, 'work' | 'prepared' | 'operation'> & { readonly cluster: Cluster }

/** What came of a rehearsal. */
export interface Rehearsal {
  readonly summary: Summary
  /** What the run asked to be written, in order; dry runs and refusals too. */
  readonly writes: readonly WriteRecord[]
  /** All there is at the end, but what every cluster has and events. */
  readonly left: readonly KubeObject[]
  /** The faults that never took effect. */
  readonly unused: readonly Fault[]
  /** Those among them that take effect on what the run left, soon after it. */
  readonly late: readonly Fault[]
  /** In virtual milliseconds. */
  readonly durationMs: number
}

/** With all that was left out of its sync. */
interface CompleteOptions extends RehearsalOptions {
  readonly sync: SyncOptions
}

/** Until definitions that are there are served, and controllers have looked at everything. */
const SETTLE_MS = 1000

/** Rehearses a sync of manifests. Everything that the run tells goes through `emit`, with what the rehearsal has to add. */
export async function rehearse(
  manifests: readonly Manifest[],
  options: RehearsalOptions = {},
  emit: (event: SyncEvent) => void = () => undefined,
): Promise<Rehearsal> {
  return playRehearsal(manifests, options, numberEvents(emit))
}

/** The same for one who counts the events with others. */
export async function playRehearsal(
  manifests: readonly Manifest[],
  given: RehearsalOptions,
  emit: (event: TimedEvent) => void,
): Promise<Rehearsal> {
  const clock = given.clock ?? createVirtualClock(given.checkpoints?.from?.world.at)
  const options = { ...given, sync: completeOptions({ server: 'simulated', ...given.sync }, { clock }, manifests) }
  const play = createFaultPlay(options.faults ?? [], clock)
  const { world, notes } = createWorld(manifests, options, { clock, play })
  try {
    if (options.start !== undefined && options.checkpoints?.from === undefined) {
      world.restore(options.start)
      await clock.sleep(SETTLE_MS)
    }
    await options.before?.(world)
    return await run(manifests, options, { world, play, notes, emit })
  } finally {
    world.stop()
  }
}

function createWorld(
  manifests: readonly Manifest[],
  options: CompleteOptions,
  parts: { readonly clock: VirtualClock; readonly play: FaultPlay },
): { readonly world: SimulatedCluster; readonly notes: readonly SyncEventBody[] } {
  const { clock, play } = parts
  const references = options.references ?? 'needed'
  const settings = options.world ?? USUAL_WORLD
  const assumed = assumeWorld(manifests, { ...options, settings })
  const lifeOf = createLifeOf(settings, play)
  const world = createSimulatedCluster({
    clock,
    namespaces: assumed.namespaces,
    types: assumed.types.map((type) => ({ ...type, hasStatus: true })),
    stages: [
      customLifeStage(options.start ?? [], options.sync),
      assumedObjectStage(references === 'needed' ? assumed.objects : []),
      vanishStage(play, options.sync),
    ],
    references,
    assumed: assumed.objects,
    ...(options.checkpoints?.from === undefined ? {} : { from: options.checkpoints.from.world }),
    faults: play.requests,
    life: lifeOf,
  })
  // What goes on has been told about.
  if (options.checkpoints?.from !== undefined) return { world, notes: [] }
  return { world, notes: [...assumed.notes, ...lifelessKinds(manifests, options.sync)] }
}

async function run(
  manifests: readonly Manifest[],
  options: CompleteOptions,
  parts: {
    readonly world: SimulatedCluster
    readonly play: FaultPlay
    readonly notes: readonly SyncEventBody[]
    readonly emit: (event: TimedEvent) => void
  },
): Promise<Rehearsal> {
  const { world, play, notes, emit } = parts
  const { clock } = world
  const { checkpoints = {} } = options
  const { startedAt = clock.now(), mark = world.audit.length } = checkpoints.from ?? {}
  const ended = new AbortController()
  const teller = createTeller({
    emit,
    play,
    now: () => clock.now(),
    begins: options.start === undefined ? 'empty' : 'as live',
  })
  const signal = options.signal === undefined ? play.interruption : AbortSignal.any([options.signal, play.interruption])
  const given = (options.notes ?? []).map((diagnostic) => ({ type: 'diagnostic' as const, diagnostic }))
  teller.begin([...given, ...notes])
  play.begin(world, teller.struck)
  const acting = options.during?.(world, ended.signal)
  const settings = { ...options.sync, startedAt, signal }
  try {
    const cluster = play.through(world.cluster)
    const operation = { emit: teller.hear, ...operationOn(checkpoints, { startedAt, mark, world }) }
    const instead = await options.instead?.({ cluster, clock }, settings)
    const where = { cluster: instead?.cluster ?? cluster, clock }
    const summary = await operate(manifests, where, settings, { ...operation, ...instead })
    const writes = world.audit.slice(mark).filter(({ user }) => user === 'hooksync')
    const rehearsal = {
      summary,
      writes,
      left: leftBehind(world),
      unused: play.unused(),
      durationMs: clock.now() - startedAt,
    }
    return { ...rehearsal, late: await lateFaults(play, clock, options.aftermathMs ?? 0) }
  } finally {
    ended.abort()
    play.end()
    await acting
  }
}

async function lateFaults(play: FaultPlay, clock: VirtualClock, milliseconds: number): Promise<readonly Fault[]> {
  const unused = play.unused()
  if (unused.length === 0 || milliseconds === 0) return []
  await clock.sleep(milliseconds)
  return unused.filter((fault) => !play.unused().includes(fault))
}
