// Measures one workload with every tool: fresh, again with nothing changed, all changed. Judges nothing.
import type { ControlPlane } from '../control-plane/control-plane.ts'
import type { Variant, Wave } from '../workloads.ts'
import { countRequests, findReactions } from './audit-figures.ts'
import { runFloor } from './floor.ts'
import { hooksyncOf, PROGRAM, runKubectl } from './tools.ts'
import type { Runner } from './tools.ts'

/** Who applies a workload; `before` is another build of ours, `app` is ours with --app. */
export type Tool = 'floor' | 'kubectl' | 'before' | 'hooksync' | 'app'

/** Milliseconds of each run. */
export interface Times {
  readonly fresh: number[]
  readonly again: number[]
  readonly changed: number[]
}

/** What was measured of one workload. */
export interface Figures {
  readonly times: Readonly<Record<Tool, Times>>
  /** Of our runs with nothing changed. */
  readonly requests: number[]
  readonly writes: number[]
  /** The same of an app. */
  readonly appWrites: number[]
  /** Milliseconds from a Job's last status to our next write. */
  readonly reactions: number[]
}

/** A workload by its name. */
export interface Workload {
  readonly name: string
  readonly make: (variant: Variant) => readonly Wave[]
  /** It is synced as an application, too. */
  readonly isApp?: boolean
}

/** How often, and with which other build of ours beside. */
export interface Measuring {
  readonly runs: number
  /** The path of its program. */
  readonly before: string | undefined
}

/** Runs the tools in turn, each in a namespace of its own, so many times. */
export async function measureWorkload(
  cluster: ControlPlane,
  workload: Workload,
  { runs, before }: Measuring,
): Promise<Figures> {
  const noTimes = (): Times => ({ fresh: [], again: [], changed: [] })
  const times = { floor: noTimes(), kubectl: noTimes(), before: noTimes(), hooksync: noTimes(), app: noTimes() }
  const figures: Figures = { times, requests: [], writes: [], appWrites: [], reactions: [] }
  const runners: readonly (readonly [Tool, Runner])[] = [
    ['floor', runFloor],
    ['kubectl', runKubectl],
    ...(before === undefined ? [] : [['before', hooksyncOf(before)] as const]),
    ['hooksync', hooksyncOf(PROGRAM)],
    ...(workload.isApp === true ? [['app', hooksyncOf(PROGRAM, ['--app', 'bench'])] as const] : []),
  ]
  for (let run = 0; run < runs; run += 1) {
    for (const [tool, runner] of runners) {
      const namespace = `${workload.name.toLowerCase()}-${tool}-${run}`
      await cluster.kubectl(['create', 'namespace', namespace])
      await measureTool(cluster, { ...workload, tool, runner, namespace }, figures)
    }
  }
  return figures
}

interface Running {
  readonly tool: Tool
  readonly runner: Runner
  readonly namespace: string
}

async function measureTool(
  cluster: ControlPlane,
  { make, tool, runner, namespace }: Workload & Running,
  figures: Figures,
): Promise<void> {
  const times = figures.times[tool]
  const apply = (mark: string): Promise<number> => runner(cluster, namespace, make({ namespace, mark }))
  times.fresh.push(await apply('one'))
  const freshEnd = new Date()
  const again = await cluster.markAudit()
  times.again.push(await apply('one'))
  const end = await cluster.auditSince(again)
  times.changed.push(await apply('two'))
  const { requests, writes } = countRequests(end)
  if (tool === 'app') figures.appWrites.push(writes)
  if (tool !== 'hooksync') return
  figures.requests.push(requests)
  figures.writes.push(writes)
  figures.reactions.push(...findReactions(await cluster.readAudit(), namespace, freshEnd))
}
