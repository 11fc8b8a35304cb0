// The screen and the sizes of docs/live-view.md are those of the program.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import { SYNC_DEFAULTS } from '../../../src/sync/sync-options.ts'
import * as assert from 'uvu/assert'
import { explainWait } from '../../../src/diagnose/explain-wait.ts'
import { SMALLEST_ROOM, USUAL_ROOM } from '../../../src/report/live/draw.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { deployment, pod, replicaSet } from '../../support/diagnose-objects.ts'
import { fakeCluster } from '../../support/fake-cluster.ts'
import { task } from '../build-events.ts'
import { emulatedTerminal } from './emulated-terminal.ts'

const test = suite('the documented live view')

const PAGE = readFileSync(new URL('../../../docs/live-view.md', import.meta.url), 'utf8')

const settings = task('ConfigMap shop/settings', 'Sync', 0)
const accounts = { ...task('batch/Job shop/accounts', 'Sync', 1), hook: true }
const api = task('apps/Deployment shop/api', 'Sync', 1)
const web = task('apps/Deployment shop/web', 'Sync', 1)
const tasks = [settings, accounts, api, web]

/** What the scheduler says of its pod. */
const UNSCHEDULED =
  "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."

/** Why the Deployment waits, as the diagnosis finds it. */
async function whyItWaits(): Promise<string> {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: UNSCHEDULED }]
  const pending = pod('api-7d9f', { owner: 'web-1-uid', app: 'web', phase: 'Pending', status: { conditions } })
  const objects = [replicaSet('web-1', '1'), { ...pending, spec: { restartPolicy: 'Always' } }]
  return (await explainWait(fakeCluster({ objects }), deployment(), { judging: SYNC_DEFAULTS })).text
}

const log = (line: string): SyncEventBody => ({
  type: 'log-line',
  ...accounts,
  pod: 'accounts-x7k2p',
  container: 'main',
  line,
})

async function documentedScreen(): Promise<string> {
  const screen = emulatedTerminal({ columns: 80, rows: 24 })
  screen.tell(
    {
      type: 'plan-built',
      tasks: tasks.map((one) => ({ ...one, action: 'apply', hookTypes: [], deletePolicies: [] })),
    },
    { type: 'phase-started', phase: 'Sync' },
    { type: 'wave-started', phase: 'Sync', wave: 0, tasks: [settings] },
    { type: 'resource-applied', ...settings, change: 'created' },
  )
  await screen.pass(200)
  screen.tell(
    { type: 'task-completed', ...settings, outcome: 'Succeeded', message: 'created' },
    { type: 'wave-started', phase: 'Sync', wave: 1, tasks: [accounts, api, web] },
    { type: 'resource-applied', ...accounts, change: 'created' },
    { type: 'resource-applied', ...api, change: 'configured' },
    log('1200 accounts to copy'),
    log('600 accounts are copied'),
    {
      type: 'waiting',
      message: 'waiting for healthy state of apps/Deployment/api',
      blockers: [
        {
          ...api,
          what: 'health',
          health: 'Progressing',
          message: await whyItWaits(),
        },
      ],
    },
  )
  await screen.pass(48_000)
  const shown = screen.all().join('\n')
  screen.close()
  return shown
}

test('the screen is what is drawn', async () => {
  const [, shown] = /```console\n([^]*?)\n```/.exec(PAGE) ?? []
  assert.is(shown, await documentedScreen())
})

test('the sizes are those of the block', () => {
  assert.match(PAGE, `From ${SMALLEST_ROOM.columns} columns and ${SMALLEST_ROOM.rows} rows on`)
  assert.match(PAGE, `at most ${USUAL_ROOM.columns} columns wide`)
})

test.run()
