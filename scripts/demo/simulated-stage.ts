// The demo on the embedded simulated cluster: the program's own command, with a cluster in memory and a clock that runs faster.
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { createVirtualClock } from '../../src/simulator/virtual-clock.ts'
import { SYNC_COMMAND } from '../../src/commands/command.ts'
import { flagsNamed } from '../../src/commands/flags/flags.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import type { CommandWorld } from '../../src/commands/run-context.ts'
import { runSyncCommand } from '../../src/commands/sync-command.ts'
import { systemTicker } from '../../src/commands/system-ticker.ts'
import type { Io } from '../../src/io.ts'
import type { Stage } from './stage.ts'

/** On a terminal there is a live view to look at; elsewhere nobody waits. */
const SPEED_ON_TERMINAL = 2

/** Makes the cluster; it lives as long as the stage. */
export function startSimulatedStage(io: Io): Stage {
  const clock = createVirtualClock(undefined, io.stdout.isTTY ? { speed: SPEED_ON_TERMINAL } : {})
  const simulated = createSimulatedCluster({ clock })
  const world: CommandWorld = {
    clock,
    ticker: systemTicker,
    connect: () => Promise.resolve({ cluster: simulated.cluster, namespace: 'default', close: () => {} }),
  }
  return {
    name: 'a simulated cluster, in memory',
    sync: (folder) => runSyncCommand(parseFlags(['-f', folder], flagsNamed(SYNC_COMMAND.flags)), io, world),
    stop: () => Promise.resolve(simulated.stop()),
  }
}
