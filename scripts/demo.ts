// `npm run demo`: syncs examples/shop on a simulated cluster, then with a migration that fails. `-- --cluster`: on a real API server.
import { parseArgs } from 'node:util'
import { EXIT_CODES } from '../src/errors.ts'
import { SHOP, withFailingMigration } from './demo/examples.ts'
import { processIo } from './demo/process-io.ts'
import { startRealStage } from './demo/real-stage.ts'
import { startSimulatedStage } from './demo/simulated-stage.ts'
import type { Stage } from './demo/stage.ts'

const { values } = parseArgs({ options: { cluster: { type: 'boolean', default: false } } })
const stage = values.cluster ? await startRealStage() : startSimulatedStage(processIo())
try {
  process.exitCode = await demo(stage)
} finally {
  await stage.stop()
}

async function demo({ name, sync }: Stage): Promise<number> {
  say(`The shop on ${name}:`, 'kubectl hooksync -f examples/shop')
  const first = await sync(SHOP)
  if (first !== EXIT_CODES.succeeded) return first

  say('Once more, with a migration that fails:', 'kubectl hooksync -f examples/shop')
  const second = await withFailingMigration(sync)
  if (second !== EXIT_CODES.failed) {
    say(`the migration failed, so exit code ${EXIT_CODES.failed} was expected, not ${second}`)
    return EXIT_CODES.bug
  }
  say(
    'Exit code 1. The migration is a PreSync hook: nothing of the Sync phase was written, the shop runs on as it was.',
    'The SyncFail hook told the team. The manifests are in examples/shop and examples/failing-migration.',
  )
  return EXIT_CODES.succeeded
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`\n${lines.map((line) => `# ${line}\n`).join('')}\n`)
}
