// How each object fares in a rehearsal: the settings of the world, and over them the faults.
import type { Life, LifeContext, LifeOf } from '../../simulator/life.ts'
import { isEndless, isSteered } from '../../simulator/kinds/pod/pod-life.ts'
import { stringField } from '../../object/kube-object.ts'
import { isKubernetesGroup } from '../../object/kubernetes-group.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import { formatFault, isTarget } from '../fault.ts'
import type { Fault } from '../fault.ts'
import type { FaultPlay } from '../play/fault-play.ts'
import type { WorldDurations, WorldSettings } from '../world.ts'

/** The lives of all objects. What its annotations say goes before the usual, settings of its own before these, faults before all. */
export function createLifeOf(settings: WorldSettings, play: Pick<FaultPlay, 'faults' | 'strike'>): LifeOf {
  const struck = new Set<string>()
  return (object, context) => {
    const lives: Life[] = [
      ...(isSteered(object) ? [] : [usualLife(object, settings)]),
      ownLife(object, context, settings),
    ]
    for (const [index, fault] of play.faults.entries()) {
      const changed = struckLife(fault, object, context)
      const id = `${index} ${object.metadata.uid}`
      // What has begun or ended well before the fault came is not struck any more.
      if (changed === undefined || (!struck.has(id) && isBegun(object))) continue
      struck.add(id)
      play.strike(fault)
      lives.push(changed)
    }
    return Object.assign({}, ...lives)
  }
}

function usualLife(object: KubeObject, { durations }: WorldSettings): Life {
  if (!isPod(object)) {
    const readyAfter = readyAfterOf(object, durations)
    return readyAfter === undefined ? {} : { readyAfter }
  }
  const readyAfter = durations.imagePull + durations.podStart
  return { readyAfter, runFor: durations.job, goneAfter: isOver(object) ? 0 : durations.podStop }
}

/** What the settings say of this very object, or of what made it; the last word counts. */
function ownLife(object: KubeObject, { owners }: LifeContext, { objects }: WorldSettings): Life {
  const own = objects.findLast((candidate) => [object, ...owners].some((link) => isTarget(candidate, link)))
  if (own === undefined) return {}
  return isPod(object) && !isEndless(object) ? { runFor: own.milliseconds } : { readyAfter: own.milliseconds }
}

/** How long it takes until a controller has done its part; undefined for what is ready at once. */
function readyAfterOf(object: KubeObject, durations: WorldDurations): number | undefined {
  const { group } = groupVersionKind(object)
  switch (`${group}/${object.kind}`) {
    case '/Service':
      return durations.loadBalancer
    case 'networking.k8s.io/Ingress':
      return durations.ingress
    case '/PersistentVolumeClaim':
      return durations.volume
    case 'autoscaling/HorizontalPodAutoscaler':
      return durations.autoscaler
    case 'apiregistration.k8s.io/APIService':
      return durations.customResource
    default:
      return isKubernetesGroup(group) ? undefined : durations.customResource
  }
}

/** What a fault does to an object; undefined where it does nothing. */
function struckLife(fault: Fault, object: KubeObject, { owners, attempt }: LifeContext): Life | undefined {
  if (fault.do !== 'fail' && fault.do !== 'never-ready' && fault.do !== 'slow') return undefined
  const isStruck = [object, ...owners].some((link) => isTarget(fault.target, link))
  if (!isStruck || isController(object)) return undefined
  switch (fault.do) {
    case 'fail':
      if (fault.attempt !== undefined && fault.attempt !== attempt()) return undefined
      return { exitCode: 1, log: `simulated: ${formatFault(fault)} made this container fail` }
    case 'never-ready':
      return { neverReady: true }
    case 'slow':
      return isPod(object) && !isEndless(object) ? { runFor: fault.milliseconds } : { readyAfter: fault.milliseconds }
    default:
      return fault satisfies never
  }
}

/** What only makes pods fares as they do. */
function isController(object: KubeObject): boolean {
  const { group } = groupVersionKind(object)
  return group === 'apps' || group === 'batch'
}

function isBegun(object: KubeObject): boolean {
  if (!isPod(object)) return false
  return isOver(object) || (isEndless(object) && stringField(object, 'status', 'startTime') !== undefined)
}

function isPod({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === 'v1' && kind === 'Pod'
}

function isOver(pod: KubeObject): boolean {
  const phase = stringField(pod, 'status', 'phase')
  return phase === 'Succeeded' || phase === 'Failed'
}
