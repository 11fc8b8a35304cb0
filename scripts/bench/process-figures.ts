// What a process of the built program costs beside its work: start-up and peak memory.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { configMaps } from '../workloads.ts'
import { median } from './numbers.ts'
import { PROGRAM, run, timed, writeStream } from './tools.ts'

/** At the end of the process, its largest resident set in KiB is left in a file. */
const REPORT_PEAK =
  'import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS)))'

/** Milliseconds that `--help` takes over a Node that does nothing: the difference of the medians of alternating runs. */
export async function measureStartUp(runs: number): Promise<number> {
  const help: number[] = []
  const bare: number[] = []
  for (let left = runs; left > 0; left -= 1) {
    help.push(await timed(() => execa(process.execPath, [PROGRAM, '--help'])))
    bare.push(await timed(() => execa(process.execPath, ['-e', '0'])))
  }
  return median(help) - median(bare)
}

/** MB that a sync of so many ConfigMaps takes at its peak. */
export async function measurePeakMemory(cluster: ControlPlane, namespace: string, count: number): Promise<number> {
  const stream = await writeStream(cluster, namespace, configMaps(count, { namespace, mark: 'memory' }))
  const peakFile = join(cluster.dir, `${namespace}.peak`)
  const report = ['--import', `data:text/javascript,${REPORT_PEAK}`]
  await run(cluster, process.execPath, [...report, PROGRAM, '-f', stream, '-n', namespace], { PEAK_FILE: peakFile })
  return Number(await readFile(peakFile, 'utf8')) / 1024
}
