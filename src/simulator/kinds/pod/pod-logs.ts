// What containers say.
import { field, listField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import type { LogOptions } from '../../../cluster/port.ts'
import type { PodLife } from './pod-life.ts'
import { objectField } from '../../server/object-edits.ts'
import { badRequest } from '../../server/status-errors.ts'
import { parseTime } from '../../server/timestamp.ts'

/** What a container has said so far, and whether more will come. */
export interface ContainerLog {
  readonly lines: readonly string[]
  readonly ended: boolean
  /** When each of the lines was said, in milliseconds since 1970. */
  readonly at: (index: number) => number
}

/** Reads a container's log; throws as the kubelet does when there is none. */
export function readLog(
  pod: KubeObject,
  life: PodLife,
  options: Pick<LogOptions, 'container' | 'previous'> & { readonly now: number },
): ContainerLog {
  const { container, now } = options
  const { log, logPrevious = log, logEvery: every } = life.container(container)
  const declared = ['containers', 'initContainers'].flatMap((list) => listField(pod, 'spec', list))
  if (!declared.some((item) => stringField(item, 'name') === container)) {
    throw badRequest(`container ${container} is not valid for pod ${pod.metadata.name}`)
  }
  const statuses = ['containerStatuses', 'initContainerStatuses'].flatMap((list) => listField(pod, 'status', list))
  const status = statuses.find((each) => stringField(each, 'name') === container)
  const state = objectField(status, 'state')
  const isWaiting = state['running'] === undefined && state['terminated'] === undefined
  const last = field(status, 'lastState', 'terminated')
  if (options.previous === true || (isWaiting && last !== undefined)) {
    if (last === undefined)
      throw badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`)
    return { lines: splitLines(logPrevious), ended: true, at: times(stringField(last, 'startedAt'), undefined, now) }
  }
  if (isWaiting) {
    const reason = stringField(state, 'waiting', 'reason') ?? 'ContainerCreating'
    throw badRequest(`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${reason}`)
  }
  const lines = splitLines(log)
  if (state['terminated'] !== undefined) {
    return { lines, ended: true, at: times(stringField(state, 'terminated', 'startedAt'), every, now) }
  }
  const at = times(stringField(state, 'running', 'startedAt'), every, now)
  const started = parseTime(stringField(state, 'running', 'startedAt')) ?? now
  return {
    lines: every === undefined || every === 0 ? lines : lines.slice(0, Math.floor((now - started) / every)),
    ended: false,
    at,
  }
}

function times(started: string | undefined, every: number | undefined, now: number): ContainerLog['at'] {
  const from = parseTime(started) ?? now
  return (index) => from + index * (every ?? 0)
}

function splitLines(text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return []
  return text.replace(/\n$/, '').split('\n')
}
