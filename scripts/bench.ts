// `npm run bench [-- --runs N] [--before PROGRAM] [W1 W3 W4 W5 start-up memory helm]`: our whole processes beside kubectl, the floor, Helm
// and another build of ours (its dist/cli.js), in one run.
import { parseArgs } from 'node:util'
import { measureHelm } from './bench/helm-figures.ts'
import { measureWorkload } from './bench/measure.ts'
import type { Figures, Workload } from './bench/measure.ts'
import { formatTable, median, spread } from './bench/numbers.ts'
import { measurePeakMemory, measureStartUp } from './bench/process-figures.ts'
import { judge } from './bench/verdicts.ts'
import type { Measured, Verdict } from './bench/verdicts.ts'
import { build } from './build.ts'
import { startControlPlane } from './control-plane/control-plane.ts'
import type { ControlPlane } from './control-plane/control-plane.ts'
import { configMaps, jobChain, smallApp, tenWaves } from './workloads.ts'

const WORKLOADS: readonly Workload[] = [
  { name: 'W1', make: (variant) => configMaps(300, variant), isApp: true },
  { name: 'W3', make: jobChain },
  { name: 'W4', make: tenWaves },
  { name: 'W5', make: smallApp },
]

const PROCESS_RUNS = 15

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, before: { type: 'string' } },
  allowPositionals: true,
})
await build({ types: false })
process.exitCode = await bench(Number(values.runs))

async function bench(runs: number): Promise<number> {
  const startUp = isAsked('start-up') ? await measureStartUp(PROCESS_RUNS) : undefined
  const helm = isAsked('helm') ? await measureHelm(PROCESS_RUNS) : []
  const { workloads, memory } = await benchOnCluster(runs)
  const verdicts = judge({ workloads, startUp, memory, helm })
  process.stdout.write(report({ workloads, helm }, verdicts))
  return verdicts.every(({ met }) => met) ? 0 : 1
}

function isAsked(name: string): boolean {
  return positionals.length === 0 || positionals.includes(name)
}

async function benchOnCluster(runs: number): Promise<Pick<Measured, 'workloads' | 'memory'>> {
  const asked = WORKLOADS.filter(({ name }) => isAsked(name))
  if (asked.length === 0 && !isAsked('memory')) return { workloads: {}, memory: undefined }
  const cluster = await startControlPlane()
  try {
    const workloads: Record<string, Figures> = {}
    for (const workload of asked) {
      process.stderr.write(`${workload.name}: ${runs} runs\n`)
      workloads[workload.name] = await measureWorkload(cluster, workload, { runs, before: values.before })
    }
    if (!isAsked('memory')) return { workloads, memory: undefined }
    return { workloads, memory: { w1: await peakOf(cluster, 300), twoThousand: await peakOf(cluster, 2000) } }
  } finally {
    await cluster.stop()
  }
}

async function peakOf(target: ControlPlane, count: number): Promise<number> {
  const namespace = `memory-${count}`
  await target.kubectl(['create', 'namespace', namespace])
  return measurePeakMemory(target, namespace, count)
}

function report({ workloads, helm }: Pick<Measured, 'workloads' | 'helm'>, verdicts: readonly Verdict[]): string {
  const times = Object.entries(workloads).flatMap(([name, figures]) =>
    Object.entries(figures.times)
      .filter(([, { fresh }]) => fresh.length > 0)
      .map(([tool, of]) => [name, tool, spread(of.fresh), spread(of.again), spread(of.changed)]),
  )
  const templates = helm.map(({ what, none, cat, ours }) => [what, spread(none), spread(cat), spread(ours)])
  const reactions = Object.values(workloads).flatMap((figures) => figures.reactions)
  return [
    'Seconds, median (least–most)\n',
    times.length === 0 ? '' : formatTable([['', '', 'fresh', 'again', 'changed'], ...times]),
    templates.length === 0 ? '' : formatTable([['helm template', 'no renderer', 'cat', 'hooksync'], ...templates]),
    reactions.length === 0
      ? ''
      : `\nFrom "Job complete" at the server to our next write: ${median(reactions).toFixed(1)} ms (median of ${reactions.length})\n`,
    '\n',
    formatTable([
      ['target', 'measured', 'must', ''],
      ...verdicts.map(({ what, measured, must, met }) => [what, measured, must, met ? 'met' : 'MISSED']),
    ]),
  ].join('')
}
