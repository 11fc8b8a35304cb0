// The last log lines of the containers that failed, wait or still run.
import type { Cluster, LogOptions, ObjectRef } from '../cluster/port.ts'
import { ClusterError } from '../errors.ts'
import { defined } from '../object/defined.ts'
import { stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { shortLine } from '../object/one-line.ts'
import { attempt } from './attempt.ts'
import { isReady } from './describe-pod.ts'
import type { ContainerDiagnosis, PodDiagnosis } from './diagnosis.ts'
import { LINES_LOOKED_AT, tellingLine } from './telling-line.ts'

/** How logs are read. */
export interface ReadLogsOptions {
  readonly tailLines: number
  readonly signal?: AbortSignal
}

const MOST_CONTAINERS = 4

/** The pod with the log lines of its telling containers, at most four of them, read at once. */
export async function withLogs(
  cluster: Cluster,
  pod: KubeObject,
  options: ReadLogsOptions & { readonly diagnosis: PodDiagnosis },
): Promise<PodDiagnosis> {
  const { diagnosis } = options
  const chosen = diagnosis.containers.filter((container) => isTelling(pod, container)).slice(0, MOST_CONTAINERS)
  if (chosen.length === 0) return diagnosis
  const { value: type } = await attempt(
    'pods',
    () => cluster.resolve({ group: '', version: 'v1', kind: 'Pod' }),
    undefined,
  )
  if (type === undefined) return diagnosis
  const ref = { type, namespace: pod.metadata.namespace ?? '', name: diagnosis.name }
  const containers = await Promise.all(
    diagnosis.containers.map(async (container) =>
      chosen.includes(container) ? readContainer(cluster, ref, { ...options, container }) : container,
    ),
  )
  return { ...diagnosis, containers }
}

/** A container that has never started has no log; one that ended well or is ready has nothing to say. */
function isTelling(pod: KubeObject, container: ContainerDiagnosis): boolean {
  if (container.state === 'waiting') return container.restarts > 0 || container.exitCode !== undefined
  if (container.state === 'terminated') return container.exitCode !== 0
  return stringField(pod, 'spec', 'restartPolicy') !== 'Always' || !isReady(pod)
}

async function readContainer(
  cluster: Cluster,
  ref: ObjectRef,
  options: ReadLogsOptions & { readonly container: ContainerDiagnosis },
): Promise<ContainerDiagnosis> {
  const { container, tailLines, signal } = options
  // More is looked at than is shown: the end of a log may be noise alone.
  const base = { container: container.name, tailLines: Math.max(tailLines, LINES_LOOKED_AT), signal }
  const told = (found: Lines): ContainerDiagnosis => withLines(container, found, tailLines)
  const current = await readLines(cluster, ref, base)
  if (current.lines.length > 0 || container.restarts === 0) return told(current)
  const previous = await readLines(cluster, ref, { ...base, previous: true })
  return told(previous.lines.length > 0 ? previous : current)
}

interface Lines {
  readonly lines: readonly string[]
  readonly error?: string
}

function withLines(container: ContainerDiagnosis, { lines, error }: Lines, most: number): ContainerDiagnosis {
  // What a container has left as its termination message it has meant to be read.
  const lastWords = container.lastWords ?? tellingLine(lines)
  return { ...container, logLines: lines.slice(-most).map(shortLine), ...defined({ lastWords, logError: error }) }
}

async function readLines(cluster: Cluster, ref: ObjectRef, options: LogOptions): Promise<Lines> {
  const most = options.tailLines ?? 0
  const lines: string[] = []
  try {
    for await (const line of cluster.logs(ref, options)) {
      lines.push(line)
      if (lines.length > most) lines.shift()
    }
    return { lines }
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    return { lines, error: error.reason === 'NotFound' ? 'the pod is gone' : error.message }
  }
}
