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
  // Pods get names by chance; one of them here, so that no other change shows in the README.
  return { first, second: text.replace(/migrate-\w{5} /, 'migrate-x7k2p ') }
}
