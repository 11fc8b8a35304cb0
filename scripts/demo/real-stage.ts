// The demo on a real API server: the built program, as a user runs it.
import { execa } from 'execa'
import { PROGRAM } from '../bench/tools.ts'
import { build } from '../build.ts'
import { startControlPlane } from '../control-plane/control-plane.ts'
import type { Stage } from './stage.ts'

/** Builds the program and starts a control plane. */
export async function startRealStage(): Promise<Stage> {
  await build({ types: false })
  const cluster = await startControlPlane()
  return {
    name: `a real API server (${cluster.server})`,
    sync: async (folder) => {
      const options = { env: cluster.env, stdio: 'inherit', reject: false } as const
      return (await execa(process.execPath, [PROGRAM, '-f', folder], options)).exitCode ?? 1
    },
    stop: () => cluster.stop(),
  }
}
