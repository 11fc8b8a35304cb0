// Which single faults are worth a rehearsal: those that can strike what a faultless run does, one for all that are alike. Pure.
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { isSameKey } from '../../object/resource-key.ts'
import type { Judging } from '../../health/judging.ts'
import type { PlannedTask } from '../../sync/events.ts'
import type { SyncSettings } from '../../sync/sync-options.ts'
import { formatPoint, isTarget } from '../fault.ts'
import type { Fault, RunPoint } from '../fault.ts'
import { faultTargetOf, manifestOf } from '../find-target.ts'
import type { WorldSettings } from '../world.ts'
import { needsAmong } from './needs.ts'
import { conflictShapeOf, lifeShapeOf, writeShapeOf } from './shape.ts'
import { eventsOf } from './story.ts'
import type { Story } from './story.ts'
import { faultsFor } from './faults-for.ts'

/** One fault to rehearse. */
export interface Trial {
  readonly fault: Fault
  /** Further faults whose rehearsal would be the same but for names. */
  readonly alike: readonly Fault[]
  /** Before that wave it changes nothing; undefined where it might. */
  readonly wave: Required<RunPoint> | undefined
}

/** How many faults these stand for. */
export function countFaults(trials: readonly Pick<Trial, 'alike'>[]): number {
  return trials.reduce((sum, { alike }) => sum + 1 + alike.length, 0)
}

/** What decides which faults there are, beside the run. */
export interface TrialOptions {
  readonly sync: SyncSettings & Judging
  readonly world: WorldSettings
  /** What there is before the run. */
  readonly start: readonly KubeObject[]
}

/** Longer than any client goes on trying: it gives up after 18 to 37 seconds (cluster/client/retry.ts). */
const OUTAGE_MS = 60_000

/** The faults, in the order in which they strike: of each wave first those of the world, then those of each object. */
export function singleFaults(story: Story, manifests: readonly Manifest[], options: TrialOptions): readonly Trial[] {
  const objects = manifests.map(({ object }) => object)
  const isNeeded = needsAmong(objects)
  const struck = new Set<KubeObject>()
  const points = new Set<string>()
  // What is pruned makes several batches of one wave.
  const faults = eventsOf(story, 'wave-started').flatMap(({ phase, wave, tasks }) => {
    const here = story.planned.filter(({ task }) => tasks.some((ref) => ref.task === task))
    const written = here.filter((task) => wasWritten(story, task))
    if (written.length === 0 && !here.some((task) => wasPruned(story, task))) return []
    const point = { phase, wave }
    const isFirst = !points.has(formatPoint(point))
    points.add(formatPoint(point))
    const own = written.flatMap((task) => {
      const object = manifestOf(task.key, objects)
      // A hook of two phases is one object: what strikes it strikes it the first time.
      if (object === undefined || struck.has(object)) return []
      struck.add(object)
      const target = faultTargetOf(object, objects)
      const isLive = options.start.some((live) => isTarget(target, live))
      const place = [phase, wave, task.hook, task.deletePolicies, phasesOf(task, story), isLive]
      const shapeOf = shapesOf(object, {
        place,
        role: task.hook ? 'hook' : 'resource',
        isNeeded,
        world: options.world,
        judging: options.sync,
      })
      return faultsFor({ object, target, isHook: task.hook }, options.sync).map((fault) => ({
        fault,
        shape: shapeOf(fault),
        // What was there before may be struck from the start on.
        wave: isLive ? undefined : point,
      }))
    })
    return [...(isFirst ? ofTheWorld(point) : []), ...own]
  })
  return grouped(faults)
}

interface Candidate extends Omit<Trial, 'alike'> {
  /** Candidates of one shape do the same; undefined: like no other. */
  readonly shape: string | undefined
}

function ofTheWorld(at: Required<RunPoint>): readonly Candidate[] {
  return [
    { fault: { do: 'interrupt', at }, shape: undefined, wave: at },
    { fault: { do: 'disconnect', milliseconds: OUTAGE_MS, at }, shape: undefined, wave: at },
  ]
}

/** The shape of each fault on an object. */
function shapesOf(
  object: KubeObject,
  about: {
    readonly place: readonly unknown[]
    readonly role: 'hook' | 'resource'
    readonly isNeeded: (object: KubeObject) => boolean
    readonly world: WorldSettings
    readonly judging: Judging
  },
): (fault: Fault) => string {
  const { place, role, isNeeded, world, judging } = about
  const write = JSON.stringify([place, writeShapeOf(object, isNeeded)])
  const conflict = JSON.stringify([write, conflictShapeOf(object, role, { world, judging })])
  const life = JSON.stringify([place, lifeShapeOf(object, world), isNeeded(object)])
  return (fault) => (fault.do === 'reject' ? write : fault.do === 'conflict' ? conflict : life)
}

/** One trial for all candidates of a kind of fault and a shape; the first is the one that is rehearsed. */
function grouped(candidates: readonly Candidate[]): readonly Trial[] {
  const groups = new Map<string, Candidate[]>()
  for (const [index, candidate] of candidates.entries()) {
    const { target: _, ...kindOfFault } = { target: undefined, ...candidate.fault }
    const { shape } = candidate
    const key = shape === undefined ? String(index) : JSON.stringify([kindOfFault, shape])
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [candidate])
    else known.push(candidate)
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    return [{ fault: first.fault, wave: first.wave, alike: others.map(({ fault }) => fault) }]
  })
}

function wasWritten(story: Story, { task }: PlannedTask): boolean {
  return eventsOf(story, 'resource-applied').some((event) => event.task === task && event.change !== 'unchanged')
}

function wasPruned(story: Story, { task }: PlannedTask): boolean {
  return eventsOf(story, 'resource-deleted').some((event) => event.task === task && event.reason === 'Prune')
}

function phasesOf({ key }: PlannedTask, { planned }: Story): readonly string[] {
  return planned.filter((task) => isSameKey(task.key, key)).map(({ phase, wave }) => `${phase} ${wave}`)
}
