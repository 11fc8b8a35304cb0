// What commands print for examples/deploy, for docs/. On the simulated cluster, so that it is the same each time.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { COMMANDS, flagsOf } from '../../src/commands/command.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import { runPlan } from '../../src/commands/plan/plan-command.ts'
import type { CommandWorld } from '../../src/commands/run-context.ts'
import { runSyncCommand } from '../../src/commands/sync-command.ts'
import type { Io } from '../../src/io.ts'
import { main } from '../../src/main.ts'
import { capturingIo } from '../demo/process-io.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))

/** What a command that needs no cluster prints in examples/, and nothing of what else it tells. */
export async function offlineOutput(args: readonly string[]): Promise<string> {
  return outputIn(EXAMPLES, args)
}

/** The same in another folder. */
export async function outputIn(folder: string, args: readonly string[]): Promise<string> {
  const { io, text } = standardOutput(folder)
  await main(args, io)
  return text()
}

/** A plan after a release, with a new setting, a new image, a new object, and a field that somebody has changed by hand. */
export async function planOutput(): Promise<string> {
  const simulated = createSimulatedCluster()
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-docs-'))
  try {
    await cp(`${EXAMPLES}/deploy`, join(folder, 'deploy'), { recursive: true })
    const { io, text } = standardOutput(folder)
    const world = worldOf(simulated)
    await runSyncCommand(valuesOf('', ['-f', 'deploy/']), { ...io, stdout: io.stderr }, world)
    await simulated.clock.sleep(SETTLE_MS)
    await scale(simulated, 3)
    await edit(join(folder, 'deploy/api.yaml'), 'api:1.4.0', 'api:1.5.0')
    await edit(join(folder, 'deploy/settings.yaml'), 'color: blue', 'color: green')
    await writeFile(join(folder, 'deploy/banner.yaml'), BANNER)
    await runPlan(valuesOf('plan', ['-f', 'deploy/']), io, world)
    return text()
  } finally {
    simulated.stop()
    await rm(folder, { recursive: true })
  }
}

/** Until what the release deletes is gone. */
const SETTLE_MS = 60_000

const BANNER = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: banner }\ndata: { text: Welcome }\n'

function worldOf({ cluster, clock }: SimulatedCluster): CommandWorld {
  return {
    clock,
    ticker: () => () => {},
    connect: () => Promise.resolve({ cluster, namespace: 'default', close: () => {} }),
  }
}

function valuesOf(name: string, args: readonly string[]): ReturnType<typeof parseFlags> {
  const command = COMMANDS.find((candidate) => candidate.name === name)
  return parseFlags(args, command === undefined ? [] : flagsOf(command))
}

/** As `kubectl scale` does. */
async function scale(simulated: SimulatedCluster, replicas: number): Promise<void> {
  const person = simulated.user('person')
  const type = await person.resolve({ group: 'apps', version: 'v1', kind: 'Deployment' })
  if (type === undefined) throw new Error('there are no Deployments')
  const patch = { type: 'merge', body: { spec: { replicas } } } as const
  await person.patch({ type, namespace: 'default', name: 'api' }, patch, { fieldManager: 'kubectl' })
}

async function edit(path: string, from: string, to: string): Promise<void> {
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))
}

/** An Io whose standard error goes nowhere. */
function standardOutput(cwd: string): { readonly io: Io; readonly text: () => string } {
  let text = ''
  const io = capturingIo((chunk) => (text += chunk))
  const stderr = { ...io.stderr, write: () => {} }
  return { io: { ...io, cwd, stderr }, text: () => text }
}
