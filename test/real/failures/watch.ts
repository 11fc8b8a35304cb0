// Runs an example on a control plane, as plain lines or in a terminal of 80 by 24, and gives what then stands on the screen.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ControlPlane } from '../../../scripts/control-plane/control-plane.ts'
import type { FailureExample } from '../../../scripts/docs/failure-examples.ts'
import { PROGRAM, programEnvironment, startProgram } from '../../support/program.ts'
import { openPane } from '../../report/live/tmux.ts'
import type { Pane } from '../../report/live/tmux.ts'
import { kubectl, makeNamespace } from '../lab.ts'
import { kubeconfigIn } from './kubeconfig-in.ts'
import type { Watched, World } from './world.ts'
import { WORLDS } from './worlds.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** Every example is over sooner, even on a busy machine. */
const PATIENCE_MS = 60_000

/** How it is watched. */
export type Way = 'plain' | 'live'

/** The screen at the end: the command, all plain lines or the last 24 of the terminal, the exit code. */
export async function watch(plane: ControlPlane, example: FailureExample, way: Way): Promise<string> {
  const namespace = await makeNamespace(plane, way === 'plain' ? example.name : `${example.name}-live`)
  const before = `examples/failures/${example.name}/before`
  if (existsSync(join(ROOT, before))) await kubectl(plane, ['apply', '-n', namespace, '-f', join(ROOT, before)])
  const world = (await WORLDS[example.name]?.({ plane, namespace })) ?? {}
  const env = { ...plane.env, KUBECONFIG: kubeconfigIn({ plane, namespace }), ...world.env }
  const args = example.command.replace(/^kubectl hooksync /, '').split(' ')
  try {
    return await (way === 'plain' ? plainLines(args, env, world) : lastScreen(namespace, args, env, world))
  } finally {
    await world.close?.()
  }
}

type Environment = Readonly<Record<string, string>>

async function plainLines(args: readonly string[], env: Environment, world: World): Promise<string> {
  const run = startProgram(args, { env: { ...env, COLUMNS: '80' }, cwd: ROOT })
  const watched: Watched = {
    shows: (what) => run.told(what),
    interrupt: async () => run.kill('SIGINT'),
  }
  const late = setTimeout(() => run.kill('SIGTERM'), PATIENCE_MS)
  const [{ screen, exitCode }] = await Promise.all([run.ended, world.meanwhile?.(watched)])
  clearTimeout(late)
  return `$ kubectl hooksync ${args.join(' ')}\n${screen}exit code ${exitCode}\n`
}

async function lastScreen(name: string, args: readonly string[], env: Environment, world: World): Promise<string> {
  const command = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ')
  const options = { columns: 80, rows: 24, env: { ...programEnvironment(env), COLUMNS: '' } }
  const pane = await openPane(`${name}-${process.pid}`, `cd '${ROOT}'; ${command}; echo "exit code $?"`, options)
  const watched: Watched = {
    shows: (what) => untilShown(pane, what),
    interrupt: () => pane.press('C-c'),
  }
  try {
    await Promise.all([untilShown(pane, /^exit code \d+$/m), world.meanwhile?.(watched)])
    return `${(await pane.screen()).join('\n')}\n`
  } finally {
    await pane.close()
  }
}

async function untilShown(pane: Pane, what: RegExp): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!what.test((await pane.screen()).join('\n'))) {
    if (performance.now() > end) throw new Error(`${what} was never shown:\n${(await pane.screen()).join('\n')}`)
    await pause(100)
  }
}
