// The last lines of the logs of what runs, kept until it is known how that ended. Pure.
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import { LINES_LOOKED_AT, tellingLine } from '../diagnose/telling-line.ts'
import type { EventOf } from './presenter.ts'

/** By task and container, the last lines that were told; who spoke last comes last. */
export type LastLines = Map<string, Map<string, readonly string[]>>

/** Neither what this program says of lines that it left out, nor a sidecar, tells why a task failed. */
export function keepLine(
  lastLines: LastLines,
  { task, pod, container, role, leftOut, line }: EventOf<'log-line'>,
): void {
  if (leftOut !== undefined || role === 'sidecar' || line.trim() === '') return
  const said = lastLines.get(task) ?? new Map<string, readonly string[]>()
  const source = `${pod}/${container}`
  const lines = [...(said.get(source) ?? []), line].slice(-LINES_LOOKED_AT)
  said.delete(source)
  lastLines.set(task, said.set(source, lines))
}

/** Of the container that the cause is of; of any, where the pods were gone before somebody looked: what runs, or ended well, says nothing of a failure. */
export function lastLineOf(
  lastLines: ReadonlyMap<string, readonly string[]> = new Map(),
  { causedBy, pods }: Diagnosis,
): string | undefined {
  if (causedBy !== undefined) return tellingLine(lastLines.get(`${causedBy.pod}/${causedBy.container}`) ?? [])
  const said = [...lastLines.values()].flatMap((lines) => tellingLine(lines) ?? [])
  return pods.length === 0 ? tellingLine(said) : undefined
}
