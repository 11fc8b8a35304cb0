// A recorded run is shown at its own pace in tmux, which is resized while it waits, and typed into: the reason is there at each size, and nothing is left behind.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncEvent } from '../../../src/sync/events.ts'
import { PROGRAM, programEnvironment } from '../../support/program.ts'
import { skip } from '../../support/skip.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { events, task } from '../build-events.ts'
import { hasTmux, openPane } from './tmux.ts'
import type { Pane } from './tmux.ts'

const test = suite('the live view in tmux')

const api = task('apps/Deployment shop/api', 'Sync', 1)
const settings = Array.from({ length: 39 }, (_, index) => task(`ConfigMap shop/settings-${index}`, 'Sync', 0))
/** So long that the block fills the smallest screen. */
const REASON = `← Pod api-7d9f Pending ← FailedScheduling: 0/99 nodes are available: ${'1 Insufficient memory of a node, '.repeat(36)}end.`

/** Forty objects, of which a Deployment waits for a minute. */
const RUN: readonly SyncEvent[] = events(
  { type: 'sync-started', namespace: 'shop', revision: 'abc', dryRun: 'none', version: '0.1.0' },
  {
    type: 'plan-built',
    tasks: [...settings, api].map((one) => ({ ...one, action: 'apply', hookTypes: [], deletePolicies: [] })),
  },
  { type: 'phase-started', phase: 'Sync' },
  { type: 'wave-started', phase: 'Sync', wave: 0, tasks: settings },
  ...settings.map((one) => ({ type: 'resource-applied', ...one, change: 'created' }) as const),
  ...settings.map((one) => ({ type: 'task-completed', ...one, outcome: 'Succeeded', message: 'created' }) as const),
  { type: 'wave-started', phase: 'Sync', wave: 1, tasks: [api] },
  { type: 'resource-applied', ...api, change: 'created' },
  {
    type: 'waiting',
    message: 'waiting for healthy state of apps/Deployment/api',
    blockers: [{ ...api, what: 'health', health: 'Progressing', message: `0 of 3 available ${REASON}` }],
  },
  30_000,
  { type: 'warning', message: 'something else' },
  30_000,
  { type: 'task-completed', ...api, outcome: 'Succeeded', message: '3 available' },
  {
    type: 'operation-completed',
    phase: 'Succeeded',
    message: 'successfully synced',
    reason: 'completed',
    durationMs: 60_000,
    phases: [],
  },
)

const SIZES = [
  [80, 24],
  [80, 10],
  [80, 24],
  [120, 40],
  [200, 50],
  [80, 24],
  [200, 24],
  [80, 50],
  [80, 24],
  // The first row of the block is now that of the screen.
  [80, 23],
] as const

test('the reason stands on the screen at each size, and every line once in the scrollback', async () => {
  if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-tmux-'))
  writeFileSync(join(folder, 'run.jsonl'), RUN.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const command = `'${process.execPath}' '${PROGRAM}' replay '${folder}/run.jsonl' -o terminal --speed 6`
  const pane = await openPane(`hooksync-${process.pid}`, command, { columns: 80, rows: 24, env: programEnvironment() })
  try {
    for (const [columns, rows] of SIZES) {
      await pane.resize(columns, rows)
      // A reason for which there is no room is cut at the end.
      await waitUntil(async () => isShown(await shown(pane), rows))
      const all = await pane.all()
      assert.is(all.filter((line) => line.startsWith('── ')).length, 1, all.join('\n'))
      assert.is(all.filter((line) => line.includes('0 of 3 available')).length, 1, all.join('\n'))
    }
    await waitUntil(async () => (await pane.all()).some((line) => line.includes('Succeeded in ')))
    const all = await pane.all()
    for (const one of [...settings, api]) {
      const told = all.filter((line) => new RegExp(`✓ ${one.key.kind} shop/${one.key.name} `).test(line))
      assert.is(told.length, 1, all.join('\n'))
    }
    assert.not.ok(
      all.some((line) => line.includes('──') || line.includes('←')),
      all.join('\n'),
    )
  } finally {
    await pane.close()
    rmSync(folder, { recursive: true })
  }
})

/** How a run may end before its time: what is pressed, or the signal that it gets. */
const ENDS: readonly (readonly [string, (pane: Pane, pid: number) => unknown])[] = [
  ['Ctrl-C', (pane) => pane.press('C-c')],
  ['Ctrl-\\', (pane) => pane.press('C-\\')],
  ['SIGTERM', (_, pid) => process.kill(pid, 'SIGTERM')],
  ['SIGHUP twice', (_, pid) => hangUp(pid) && hangUp(pid)],
]

/** What is gone by the first one cannot have the second. */
function hangUp(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGHUP')
  } catch {
    return false
  }
}

for (const [how, end] of ENDS) {
  test(`keys that are typed leave nothing behind, and are shown again after ${how}`, async () => {
    if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
    const folder = mkdtempSync(join(tmpdir(), 'hooksync-tmux-'))
    writeFileSync(join(folder, 'run.jsonl'), RUN.map((event) => `${JSON.stringify(event)}\n`).join(''))
    const run = `exec '${process.execPath}' '${PROGRAM}' replay run.jsonl -o terminal --speed 10`
    const after = `stty -a | grep -o -e '-*echo\\b'; echo over`
    const command = `cd '${folder}'; trap : INT QUIT; sh -c 'echo $$ >pid; ${run}'; ${after}`
    const pane = await openPane(`hooksync-keys-${process.pid}-${ENDS.findIndex(([name]) => name === how)}`, command, {
      columns: 80,
      rows: 24,
      env: programEnvironment(),
    })
    try {
      const head = async (): Promise<string> => (await pane.all()).filter((line) => line.startsWith('── ')).join('\n')
      await waitUntil(async () => (await head()) !== '')
      const first = await head()
      await pane.press('Enter', 'Enter', 'ls', 'Enter')
      await waitUntil(async () => (await head()) !== first)
      const all = await pane.all()
      assert.is((await head()).split('\n').length, 1, all.join('\n'))
      assert.not.ok(
        all
          .slice(
            0,
            all.findIndex((line) => line.startsWith('── ')),
          )
          .includes(''),
        all.join('\n'),
      )
      await end(pane, Number(readFileSync(join(folder, 'pid'), 'utf8')))
      await waitUntil(async () => (await pane.all()).includes('over'))
      const left = await pane.all()
      assert.ok(left.includes('echo') && !left.includes('-echo'), left.join('\n'))
      assert.not.ok(left.includes('ls'))
    } finally {
      await pane.close()
      rmSync(folder, { recursive: true })
    }
  })
}

test('a warning on standard error stands in a line of its own, and nothing of the block beside it', async () => {
  if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-tmux-'))
  // So that the block's first line is longer than the warning.
  const run = RUN.map((event) => `${JSON.stringify(event)}\n`).join('')
  const long = run.replaceAll('"wave":1,', '"wave":-9007199254740991,').replaceAll('"Sync"', '"PostSync"')
  writeFileSync(join(folder, 'run.jsonl'), long)
  mkdirSync(join(folder, 'out'))
  const command = `cd '${folder}'; '${process.execPath}' '${PROGRAM}' replay run.jsonl -o terminal --speed 20 --junit out/junit.xml`
  const pane = await openPane(`hooksync-beside-${process.pid}`, command, {
    columns: 90,
    rows: 24,
    env: programEnvironment(),
  })
  try {
    await waitUntil(async () => (await pane.all()).some((line) => line.startsWith('── ')))
    rmSync(join(folder, 'out'), { recursive: true })
    await waitUntil(async () => (await pane.all()).some((line) => line.includes('Succeeded in ')))
    const all = await pane.all()
    const told = all.filter((line) => line.includes('warning: --junit'))
    assert.equal(told, ['warning: --junit cannot be written: there is no such directory'], all.join('\n'))
    assert.not.ok(all.join('\n').includes('──'), all.join('\n'))
  } finally {
    await pane.close()
    rmSync(folder, { recursive: true })
  }
})

function isShown(text: string, rows: number): boolean {
  return rows < 20 ? text.endsWith('…') : text.includes(REASON)
}

async function shown(pane: { readonly screen: () => Promise<readonly string[]> }): Promise<string> {
  return (await pane.screen()).map((line) => line.trim()).join(' ')
}

test.run()
