// What containers say: taken from their pod's annotations, as the lab of the real API server does.
import { isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { parseDuration } from '../../object/duration.ts'
import type { LogOptions } from '../../cluster/port.ts'
import { labText } from '../stages/container-status.ts'
import { objectField } from './object-edits.ts'
import { badRequest } from './status-errors.ts'
import { parseTime } from './timestamp.ts'

/** What a container has said so far, and whether more will come. */
export interface ContainerLog {
  readonly lines: readonly string[]
  readonly ended: boolean
}

/** Reads a container's log; throws as the kubelet does when there is none. */
export function readLog(
  pod: KubeObject,
  options: Pick<LogOptions, 'container' | 'previous'>,
  now: number,
): ContainerLog {
  const { container } = options
  const declared = ['containers', 'initContainers'].flatMap((list) => listField(pod, 'spec', list))
  if (!declared.some((item) => stringField(item, 'name') === container)) {
    throw badRequest(`container ${container} is not valid for pod ${pod.metadata.name}`)
  }
  const status = statusOf(pod, container)
  const state = objectField(status, 'state')
  const isWaiting = state['running'] === undefined && state['terminated'] === undefined
  const last = field(status, 'lastState', 'terminated')
  if (options.previous === true || (isWaiting && last !== undefined)) {
    if (last === undefined)
      throw badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`)
    const text = labText(pod, 'lab/log-previous', container) ?? labText(pod, 'lab/log', container)
    return { lines: splitLines(text), ended: true }
  }
  if (isWaiting) {
    const reason = stringField(state, 'waiting', 'reason') ?? 'ContainerCreating'
    throw badRequest(`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${reason}`)
  }
  const lines = splitLines(labText(pod, 'lab/log', container))
  if (state['terminated'] !== undefined) return { lines, ended: true }
  const every = parseDuration(labText(pod, 'lab/log-every', container))
  const started = parseTime(stringField(state, 'running', 'startedAt')) ?? now
  return {
    lines: every === undefined || every === 0 ? lines : lines.slice(0, Math.floor((now - started) / every)),
    ended: false,
  }
}

function statusOf(pod: KubeObject, container: string): JsonObject {
  const statuses = ['containerStatuses', 'initContainerStatuses'].flatMap((list) => listField(pod, 'status', list))
  return statuses.filter(isJsonObject).find((status) => status['name'] === container) ?? {}
}

function field(value: JsonObject, ...path: readonly string[]): JsonObject | undefined {
  const found = objectField(value, ...path)
  return Object.keys(found).length > 0 ? found : undefined
}

function splitLines(text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return []
  return text.replace(/\n$/, '').split('\n')
}
