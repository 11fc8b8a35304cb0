// A pod as the diagnosis tells it, and which pods tell most. Pure.
import { defined } from '../object/defined.ts'
import { field, listField, numberField, stringField } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import { condition } from '../health/condition.ts'
import { compareText } from '../object/resource-key.ts'
import type { ContainerDiagnosis, PodDiagnosis } from './diagnosis.ts'
import { tellingLine } from './telling-line.ts'

const MOST_PODS = 3

/** The three pods that tell most about a failure: broken before pending before unready, newer before older. */
export function worstPods(pods: readonly KubeObject[]): readonly KubeObject[] {
  const ranked = pods.map((pod) => ({ pod, rank: rankOf(pod), born: pod.metadata.creationTimestamp ?? '' }))
  const sorted = ranked.toSorted(
    (a, b) =>
      a.rank - b.rank ||
      compareText(b.born, a.born) ||
      compareText(a.pod.metadata.name ?? '', b.pod.metadata.name ?? ''),
  )
  return sorted.slice(0, MOST_PODS).map((item) => item.pod)
}

function rankOf(pod: KubeObject): number {
  const phase = stringField(pod, 'status', 'phase')
  if (phase === 'Succeeded') return 6
  if (phase === 'Failed') return 0
  // What is on its way out says little about what is to come.
  if (typeof pod.metadata.deletionTimestamp === 'string') return 5
  if (describePod(pod).containers.some(isBroken)) return 0
  if (phase === 'Pending') return 1
  return isReady(pod) ? 4 : 2
}

function isBroken(container: ContainerDiagnosis): boolean {
  if (container.state === 'waiting')
    return !['ContainerCreating', 'PodInitializing', undefined].includes(container.reason)
  return container.state === 'terminated' && container.exitCode !== 0
}

/** Whether the pod's condition Ready is True. */
export function isReady(pod: KubeObject): boolean {
  return condition(pod, 'Ready') !== undefined
}

/** What the pod's status says; no log lines yet. */
export function describePod(pod: KubeObject): PodDiagnosis {
  return {
    name: pod.metadata.name ?? '',
    phase: stringField(pod, 'status', 'phase') ?? 'Unknown',
    ...texts(field(pod, 'status')),
    containers: [
      ...listField(pod, 'status', 'initContainerStatuses').map((status) => describeContainer(status, { init: true })),
      ...listField(pod, 'status', 'containerStatuses').map((status) => describeContainer(status, { init: false })),
    ],
  }
}

function describeContainer(status: Json, options: { readonly init: boolean }): ContainerDiagnosis {
  const last = field(status, 'lastState', 'terminated')
  const base = {
    name: stringField(status, 'name') ?? '',
    init: options.init,
    restarts: numberField(status, 'restartCount') ?? 0,
    logLines: [],
  }
  const terminated = field(status, 'state', 'terminated')
  if (terminated !== undefined) return { ...base, state: 'terminated', ...texts(terminated), ...ending(terminated) }
  // The exit code of the last instance stays the news for a container that waits to be started again.
  if (field(status, 'state', 'running') !== undefined) return { ...base, state: 'running', ...ending(last) }
  return { ...base, state: 'waiting', ...texts(field(status, 'state', 'waiting')), ...ending(last) }
}

function texts(part: Json | undefined): { readonly reason?: string; readonly message?: string } {
  const [reason, message] = [stringField(part, 'reason'), stringField(part, 'message')]
  return defined({ reason: reason || undefined, message: message || undefined })
}

function ending(part: Json | undefined): Pick<ContainerDiagnosis, 'exitCode' | 'signal' | 'lastWords'> {
  const lastWords = tellingLine([stringField(part, 'message') ?? ''])
  return defined({
    exitCode: numberField(part, 'exitCode'),
    signal: numberField(part, 'signal') || undefined,
    lastWords,
  })
}
