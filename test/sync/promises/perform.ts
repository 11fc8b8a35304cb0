// Performs a random run on a simulated cluster, in virtual time, and writes down every moment of it.
import type { Cluster } from '../../../src/cluster/port.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../../src/policy.ts'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { createVirtualClock } from '../../../src/simulator/virtual-clock.ts'
import type { Change } from '../../../src/simulator/server/store.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import type { Manifest } from '../../../src/manifest/manifest.ts'
import { formatKey } from '../../../src/object/resource-key.ts'
import type { PrunePlan } from '../../../src/plan/sync-plan.ts'
import type { SyncEvent } from '../../../src/sync/events.ts'
import { exitCodeOf } from '../../../src/sync/summary.ts'
import type { SyncOptions } from '../../../src/sync/sync-options.ts'
import { sync } from '../../../src/sync/sync.ts'
import { usualOptions } from '../../support/run-sync.ts'
import { EXTRA_TYPES, leavingObject, lifeOf, leftoverObjects, spyStage, workflowStage } from './lab-world.ts'
import type { RandomRun } from './random-run.ts'
import type { Stage } from './stage.ts'
import { told } from './trace.ts'
import type { Moment, TracedRun } from './trace.ts'
import { beginTrouble, troubleFaults } from './trouble.ts'
import { watchedWorld } from './watched-world.ts'

/** Performs it; `through` puts something between the run and the cluster. */
export async function perform(
  random: RandomRun,
  through: (cluster: Cluster) => Cluster = (cluster) => cluster,
): Promise<TracedRun> {
  const interrupt = new AbortController()
  const stage = createStage(random, interrupt)
  const { world, moments } = stage
  try {
    world.seed([...leftoverObjects(random), ...random.prunable.map(leavingObject)])
    await world.clock.sleep(100)
    const ended = new AbortController()
    stage.startedAt = world.clock.now()
    stage.running = true
    const happening = beginTrouble(stage, ended.signal)
    const events: SyncEvent[] = []
    const tell = (event: SyncEvent): void => {
      events.push(event)
      moments.push({ is: 'told', at: event.at, event })
      for (const listener of stage.listeners) listener('event')
    }
    const options = syncOptions(stage, interrupt.signal)
    const manifests = random.objects.map(manifestOf)
    const watched = watchedWorld(stage)
    const outside = { ...watched, cluster: through(watched.cluster) }
    const summary = await sync(manifests, outside, options, tell)
    const endedAt = world.clock.now()
    stage.running = false
    ended.abort('the run has ended')
    await happening
    const tasks = told(events, 'plan-built').flatMap((event) => event.tasks)
    const { startedAt } = stage
    const exitCode = exitCodeOf(summary)
    return { random, moments, events, tasks, summary, exitCode, startedAt, endedAt, left: world.snapshot() }
  } finally {
    world.stop()
  }
}

function createStage(random: RandomRun, interrupt: AbortController): Stage {
  const moments: Moment[] = []
  const live = new Map<string, KubeObject>()
  const clock = createVirtualClock()
  const see = (change: Change): void => {
    moments.push({ is: 'changed', at: clock.now(), change })
    if (change.type === 'deleted') live.delete(formatKey(change.key))
    else live.set(formatKey(change.key), change.object)
  }
  const world = createSimulatedCluster({
    clock,
    namespaces: ['default', 'demo'],
    types: EXTRA_TYPES,
    stages: [workflowStage, spyStage(see)],
    faults: troubleFaults(() => stage),
    life: lifeOf,
  })
  const signal = (name: string): void => {
    if (interrupt.signal.aborted || !stage.running) return
    moments.push({ is: 'signalled', at: clock.now(), name })
    interrupt.abort(name)
  }
  const stage: Stage = { world, random, moments, live, signal, startedAt: 0, listeners: [], running: false }
  return stage
}

function manifestOf(object: KubeObject, at: number): Manifest {
  return { object, location: { source: 'in.yaml', line: at + 1, column: 1 }, annotationLocations: {} }
}

function syncOptions({ world, random, startedAt }: Stage, signal: AbortSignal): SyncOptions {
  const { settings, prunable } = random
  const { argoCompat, wait, forceConflicts, dryRun, concurrency, waveDelayMs, timeoutMs } = settings
  const names = new Set(prunable.map(({ metadata }) => metadata.name))
  const members = world.snapshot().filter(({ kind, metadata }) => kind === 'ConfigMap' && names.has(metadata.name))
  const prune: PrunePlan = {
    enabled: settings.prune !== 'off',
    members,
    last: settings.prune === 'last',
    default: settings.prune === 'confirm' ? 'confirm' : 'true',
    confirmed: false,
  }
  return {
    ...usualOptions(startedAt, signal),
    policy: argoCompat ? ARGO_POLICY : OUR_POLICY,
    wait,
    forceConflicts,
    dryRun,
    concurrency,
    waveDelayMs,
    timeoutMs,
    prune,
  }
}
