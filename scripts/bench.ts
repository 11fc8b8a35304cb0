// `npm run bench [-- --runs N] [W1 W3 …]`: our whole processes beside kubectl and the floor, on one real control plane, in one run.
import { parseArgs } from 'node:util'
import { measureWorkload } from './bench/measure.ts'
import type { Figures, Workload } from './bench/measure.ts'
import { formatTable, median, spread } from './bench/numbers.ts'
import { measurePeakMemory, measureStartUp } from './bench/process-figures.ts'
import { judge } from './bench/verdicts.ts'
import type { Verdict } from './bench/verdicts.ts'
import { build } from './build.ts'
import { startControlPlane } from './control-plane/control-plane.ts'
import type { ControlPlane } from './control-plane/control-plane.ts'
import { configMaps, jobChain, smallApp, tenWaves } from './workloads.ts'

const WORKLOADS: readonly Workload[] = [
  { name: 'W1', make: (variant) => configMaps(300, variant) },
  { name: 'W3', make: jobChain },
  { name: 'W4', make: tenWaves },
  { name: 'W5', make: smallApp },
]

const START_UP_RUNS = 15

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '5' } },
  allowPositionals: true,
})
await build({ types: false })
const cluster = await startControlPlane()
try {
  process.exitCode = await bench(Number(values.runs), positionals)
} finally {
  await cluster.stop()
}

async function bench(runs: number, names: readonly string[]): Promise<number> {
  const startUp = await measureStartUp(START_UP_RUNS)
  const workloads: Record<string, Figures> = {}
  for (const workload of WORKLOADS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    process.stderr.write(`${workload.name}: ${runs} runs\n`)
    workloads[workload.name] = await measureWorkload(cluster, workload, runs)
  }
  const memory = { w1: await peakOf(cluster, 300), twoThousand: await peakOf(cluster, 2000) }
  const verdicts = judge({ workloads, startUp, memory })
  process.stdout.write(report(workloads, verdicts))
  return verdicts.every(({ met }) => met) ? 0 : 1
}

async function peakOf(target: ControlPlane, count: number): Promise<number> {
  const namespace = `memory-${count}`
  await target.kubectl(['create', 'namespace', namespace])
  return measurePeakMemory(target, namespace, count)
}

function report(workloads: Readonly<Record<string, Figures>>, verdicts: readonly Verdict[]): string {
  const times = Object.entries(workloads).flatMap(([name, figures]) =>
    Object.entries(figures.times).map(([tool, of]) => [
      name,
      tool,
      spread(of.fresh),
      spread(of.again),
      spread(of.changed),
    ]),
  )
  const reactions = Object.values(workloads).flatMap((figures) => figures.reactions)
  return [
    'Seconds, median (least–most)\n',
    formatTable([['', '', 'fresh', 'again', 'changed'], ...times]),
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
