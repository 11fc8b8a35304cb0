// The generated parts of README.md and docs/, each from the table or the code that it tells of. Writes nothing.
import { PLAN_FILE } from '../../src/preview/plan-shape.ts'
import { SNAPSHOT_FILE } from '../../src/rehearse/start/snapshot-shape.ts'
import { commandFlags, commandTable, syncFlagTables } from './command-tables.ts'
import { demoOutputs } from './demo-outputs.ts'
import { offlineOutput, planOutput } from './example-outputs.ts'
import { ending, passages } from './excerpt.ts'
import { failureTable } from './failure-examples.ts'
import { fieldTable } from './json-schema.ts'
import { healthDifferenceTable, healthRuleTable } from './health-tables.ts'
import { hintTable } from './hint-table.ts'
import { fenced } from './markdown.ts'
import { eventTable, eventWordTable } from './event-tables.ts'
import { dangerTable, worldFile } from './rehearsal-tables.ts'
import { ruleWordTable } from './rule-words.ts'
import { settingsOutput } from './settings-output.ts'
import { settingsTable } from './settings-table.ts'
import { exitCodeTable, failFastTable, healthTable } from './source-tables.ts'

/** How each part is made. */
export const PARTS: Readonly<Record<string, () => Promise<string> | string>> = {
  commands: commandTable,
  flags: syncFlagTables,
  'flags-plan': () => commandFlags('plan'),
  'flags-delete': () => commandFlags('delete'),
  'flags-rehearse': () => commandFlags('rehearse'),
  'flags-explain': () => commandFlags('explain'),
  'flags-health': () => commandFlags('health'),
  'flags-config': () => commandFlags('config'),
  'flags-replay': () => commandFlags('replay'),
  'flags-unlock': () => commandFlags('unlock'),
  'flags-helm': () => commandFlags('helm'),
  'flags-post-render': () => commandFlags('post-render'),
  'exit-codes': exitCodeTable,
  'health-kinds': healthTable,
  'health-rules': healthRuleTable,
  'health-tests': ruleWordTable,
  'health-differences': healthDifferenceTable,
  'fail-fast-causes': failFastTable,
  hints: hintTable,
  failures: failureTable,
  events: eventTable,
  'event-words': eventWordTable,
  output: async () => fenced((await demoOutputs()).first),
  failure: async () => fenced((await demoOutputs()).second),
  'plan-output': async () => fenced(await planOutput()),
  'rehearse-output': async () => fenced(ending(await offlineOutput(REHEARSAL), 5)),
  'explore-output': async () => fenced(passages(await offlineOutput(EXPLORATION), TOLD_OF_EXPLORATION)),
  'explain-output': async () => fenced(await offlineOutput(['explain', 'Job/migrate', '-f', 'deploy/'])),
  'world-file': worldFile,
  'settings-keys': settingsTable,
  'settings-output': async () => fenced(await settingsOutput()),
  'plan-fields': () => fieldTable(PLAN_FILE),
  'snapshot-fields': () => fieldTable(SNAPSHOT_FILE),
  dangers: dangerTable,
}

const REHEARSAL = ['rehearse', '-f', 'deploy/', '--takes', 'Job/migrate=3m', '--fail', 'Job/migrate']

const EXPLORATION = ['rehearse', '-f', 'deploy/', '--explore']

const TOLD_OF_EXPLORATION = [
  'without a fault',
  'OUTCOME',
  '--interrupt "PreSync wave 0"',
  '--reject Deployment/api',
  '--fail Job/smoke-test',
  '--fail Job/migrate  ',
  '--fail Job/migrate@1',
  'explored ',
]
