// Runs a workload as a whole process: by the built program, or by kubectl as a script of apply and wait would.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { ensureKubectl } from '../control-plane/tools.ts'
import { toStream } from '../workloads.ts'
import type { Wave } from '../workloads.ts'

/** The built program. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** Applies a workload into a namespace; gives the milliseconds. A run that fails is an error. */
export type Runner = (cluster: ControlPlane, namespace: string, waves: readonly Wave[]) => Promise<number>

/** Syncs with a built program of ours. */
export function hooksyncOf(program: string, flags: readonly string[] = []): Runner {
  return async (cluster, namespace, waves) => {
    const file = await writeStream(cluster, namespace, waves)
    const args = [program, '-f', file, '-n', namespace, '-o', 'plain', ...flags]
    return timed(() => run(cluster, process.execPath, args))
  }
}

/** A server-side apply for each wave, a wait for what the next one needs; Jobs of the last run are deleted first. */
export async function runKubectl(cluster: ControlPlane, namespace: string, waves: readonly Wave[]): Promise<number> {
  const program = await ensureKubectl()
  const kubectl = (...args: readonly string[]): Promise<void> => run(cluster, program, ['-n', namespace, ...args])
  const files = await Promise.all(waves.map((wave, index) => writeStream(cluster, `${namespace}-${index}`, [wave])))
  return timed(async () => {
    for (const [index, wave] of waves.entries()) {
      const jobs = namesOf(wave, 'Job')
      if (jobs.length > 0) await kubectl('delete', '--ignore-not-found', ...jobs)
      await kubectl('apply', '--server-side', '--force-conflicts', '-f', files[index] ?? '')
      if (jobs.length > 0) await kubectl('wait', '--for=condition=Complete', '--timeout=60s', ...jobs)
      for (const name of namesOf(wave, 'Deployment')) await kubectl('rollout', 'status', '--timeout=60s', name)
    }
  })
}

/** Runs a program against the cluster; its words are told when it fails. */
export async function run(
  cluster: ControlPlane,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const options = { env: { ...cluster.env, ...env }, stdin: 'ignore', all: true, reject: false } as const
  const result = await execa(program, args, options)
  if (result.failed) throw new Error(`${[program, ...args].join(' ')} ended with ${result.exitCode}:\n${result.all}`)
}

/** The milliseconds of some work. */
export async function timed(work: () => PromiseLike<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Writes a workload into the control plane's own folder, which goes when it stops. */
export async function writeStream(cluster: ControlPlane, name: string, waves: readonly Wave[]): Promise<string> {
  const path = join(cluster.dir, `${name}.yaml`)
  await writeFile(path, toStream(waves))
  return path
}

function namesOf(wave: Wave, kind: string): readonly string[] {
  return wave.objects
    .filter((object) => object.kind === kind)
    .map((object) => `${kind.toLowerCase()}/${object.metadata.name}`)
}
