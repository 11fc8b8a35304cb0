// Lets the faults of a rehearsal happen, and remembers which of them did. Knows no kinds.
import type { Cluster } from '../../cluster/port.ts'
import type { Faults, SimulatedRequest } from '../../simulator/faults.ts'
import type { SimulatedCluster } from '../../simulator/simulated-cluster.ts'
import type { VirtualClock } from '../../simulator/virtual-clock.ts'
import { ClusterError } from '../../errors.ts'
import type { TimedEvent } from '../../sync/events.ts'
import { formatKey } from '../../object/resource-key.ts'
import { isTarget } from '../fault.ts'
import type { Fault } from '../fault.ts'
import { writingBefore } from './other-writer.ts'

/** The faults of one rehearsal, under way. */
export interface FaultPlay {
  readonly faults: readonly Fault[]
  /** What stands between the requests and the server. */
  readonly requests: Faults
  /** Aborted by the fault `interrupt`. */
  readonly interruption: AbortSignal
  /** The cluster as the run sees it. */
  through(cluster: Cluster): Cluster
  /** `told` hears of each fault that strikes an object that lives, the first time. */
  begin(world: SimulatedCluster, told: (fault: Fault) => void): void
  end(): void
  /** What the run tells: some faults wait for a moment of it. */
  hear(event: TimedEvent): void
  /** Notes that a fault took effect. */
  strike(fault: Fault): void
  unused(): readonly Fault[]
}

/** What a server refuses when it refuses to write an object; to delete it only where that is what the run is about. */
const WRITES: readonly string[] = ['create', 'apply', 'patch', 'update']

const UNREACHABLE = 'connect ECONNREFUSED (simulated by --disconnect)'

/** Makes the play of some faults. */
export function createFaultPlay(faults: readonly Fault[], clock: VirtualClock): FaultPlay {
  const struck = new Set<Fault>()
  const interrupt = new AbortController()
  let world: SimulatedCluster | undefined
  let tell: (fault: Fault) => void = () => undefined
  let reachableAt = 0
  let pruned: ReadonlySet<string> = new Set()
  const disconnect = (milliseconds: number): void => {
    reachableAt = Math.max(reachableAt, clock.now() + milliseconds)
    const reconnect = world?.interruptWatches(UNREACHABLE)
    if (reconnect !== undefined) clock.schedule(milliseconds, reconnect)
  }
  const happen = (fault: Fault): void => {
    if (fault.do !== 'disconnect' && fault.do !== 'interrupt') return
    struck.add(fault)
    if (fault.do === 'disconnect') disconnect(fault.milliseconds)
    else interrupt.abort('SIGINT')
  }
  return {
    faults,
    requests: {
      beforeRequest: (request) => {
        // What was before the run went well.
        if (!isOurs(request) || world === undefined) return undefined
        if (clock.now() < reachableAt) return new ClusterError(UNREACHABLE, { reason: 'Unreachable' })
        const isWrite =
          WRITES.includes(request.verb) || (request.verb === 'delete' && pruned.has(formatKey(request.key)))
        return isWrite ? rejection(faults, request, struck) : undefined
      },
    },
    interruption: interrupt.signal,
    through: (cluster) => (world === undefined ? cluster : writingBefore(cluster, world, { faults, struck })),
    begin: (begun, told) => {
      world = begun
      tell = told
    },
    end: () => {
      reachableAt = 0
    },
    hear: (event) => {
      if (event.type === 'plan-built') {
        pruned = new Set(event.tasks.flatMap(({ action, key }) => (action === 'prune' ? formatKey(key) : [])))
      }
      for (const fault of faults) if (!struck.has(fault) && isMoment(fault, event)) happen(fault)
    },
    strike: (fault) => {
      if (!struck.has(fault)) tell(fault)
      struck.add(fault)
    },
    unused: () => faults.filter((fault) => !struck.has(fault)),
  }
}

function isOurs({ user }: SimulatedRequest): boolean {
  return user === 'hooksync'
}

function rejection(faults: readonly Fault[], request: SimulatedRequest, struck: Set<Fault>): ClusterError | undefined {
  if (request.dryRun) return undefined
  const { group, kind, name, namespace } = request.key
  const apiVersion = group === '' ? 'v1' : `${group}/v1`
  const object = { apiVersion, kind, metadata: namespace === '' ? { name } : { name, namespace } }
  const fault = faults.find((candidate) => candidate.do === 'reject' && isTarget(candidate.target, object))
  if (fault?.do !== 'reject') return undefined
  struck.add(fault)
  return new ClusterError(fault.message, { reason: 'Forbidden', status: 403 })
}

/** Right after the first write of the wave, while others of it may be under way. */
function isMoment(fault: Fault, event: TimedEvent): boolean {
  if (fault.do !== 'interrupt' && fault.do !== 'disconnect') return false
  if (event.type !== 'resource-applied' && event.type !== 'apply-failed' && event.type !== 'resource-deleted')
    return false
  const { phase = event.phase, wave = event.wave } = fault.at ?? {}
  return phase === event.phase && wave === event.wave
}
