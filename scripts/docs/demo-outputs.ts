// What the demo prints on the simulated cluster, for the README. Virtual time makes it the same each time.
import { SHOP, withFailingMigration } from '../demo/examples.ts'
import { capturingIo } from '../demo/process-io.ts'
import { startSimulatedStage } from '../demo/simulated-stage.ts'

/** The sync that passes and the one that fails. */
export async function demoOutputs(): Promise<{ readonly first: string; readonly second: string }> {
  let text = ''
  const stage = startSimulatedStage(capturingIo((chunk) => (text += chunk)))
  await stage.sync(SHOP)
  const first = text
  text = ''
  await withFailingMigration((folder) => stage.sync(folder))
  await stage.stop()
  return { first, second: text }
}
