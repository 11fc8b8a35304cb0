// What somebody reads of a failure at a terminal: its cause stands once where it is told, and once in the summary.
import { readFileSync, readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseManifests } from '../../../src/manifest/parse-manifests.ts'
import type { SyncEvent, SyncEventBody } from '../../../src/sync/events.ts'
import { fixturePath } from '../../support/fixtures.ts'
import { createLab, manifestText } from '../../support/run-sync.ts'
import { events, task } from '../build-events.ts'
import { emulatedTerminal } from './emulated-terminal.ts'
import type { Size } from './emulated-terminal.ts'

const test = suite('a cause at a terminal')

const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
]

/** The last screen of a run. */
async function lastScreen(run: readonly SyncEvent[], size: Size): Promise<readonly string[]> {
  const screen = emulatedTerminal(size)
  let last = run[0]?.at ?? 0
  for (const event of run) {
    await screen.pass(event.at - last)
    last = event.at
    screen.tell(event)
  }
  await screen.end()
  const lines = screen.screen()
  screen.close()
  return lines
}

const migrate = task('batch/Job shop/migrate', 'PreSync')
const api = task('apps/Deployment shop/api')
const CAUSE = 'container "migrate" has finished, but "sql-proxy" still runs, so the pod never completes'
const CHAIN = `running: 1 active, 0 succeeded, 0 failed of backoffLimit 0 ← Pod migrate-x Running ← ${CAUSE}`

/** A hook over its own time, whose wait is known for so long. */
function overrun(waitedMs: number): readonly SyncEvent[] {
  const planned = [migrate, api].map((one) => {
    return { ...one, action: 'apply' as const, hookTypes: [], deletePolicies: [] }
  })
  const message = `not done after 8s (hooksync.dev/timeout): ${CHAIN}`
  const ending: SyncEventBody = {
    type: 'operation-completed',
    phase: 'Failed',
    message: 'one or more synchronization tasks completed unsuccessfully',
    reason: 'completed',
    durationMs: 8000,
    phases: [{ phase: 'PreSync', durationMs: 8000 }],
  }
  return events(
    { type: 'plan-built', tasks: planned },
    { type: 'wave-started', phase: 'PreSync', wave: 0, tasks: [migrate] },
    { type: 'resource-applied', ...migrate, change: 'created' },
    8000 - waitedMs,
    { type: 'waiting', message: '', blockers: [{ ...migrate, what: 'completion', message: CHAIN, limitMs: 8000 }] },
    waitedMs,
    { type: 'task-completed', ...migrate, outcome: 'Failed', message },
    { type: 'failure-diagnosed', ...migrate, diagnosis: { cause: CAUSE, pods: [], events: [], hint: 'let it end' } },
    ending,
  )
}

for (const waitedMs of [1000, 7800]) {
  test(`of a hook over its time the line of the failure says the cause, whose wait was known for ${waitedMs} ms`, async () => {
    for (const size of SIZES) {
      const screen = await lastScreen(overrun(waitedMs), size)
      const [told, summary] = parts(screen)
      assert.is(times(told, CAUSE), 1, screen.join('\n'))
      assert.match(told, `✗ Job shop/migrate failed after 8.0s: not done after 8s (hooksync.dev/timeout): ${CHAIN} `)
      assert.match(told, / 8\.0s hint: let it end$/)
      assert.is(times(summary, `cause: ${CAUSE}`), 1, screen.join('\n'))
    }
  })
}

test('no recorded run, whatever it fails by, says a cause more often than there are tasks that fail by it', async () => {
  let failures = 0
  for (const run of await failedRuns()) {
    const causes = run.flatMap((event) => (event.type === 'failure-diagnosed' ? [oneBlank(event.diagnosis.cause)] : []))
    failures += causes.length
    for (const size of SIZES) {
      const screen = await lastScreen(run, size)
      const [told, summary] = parts(screen)
      for (const cause of causes) {
        const why = `${cause}\n${screen.join('\n')}`
        assert.ok(times(told, cause) <= failing(run, cause), why)
        assert.ok(times(summary, `cause: ${cause} `) <= 1, why)
      }
    }
  }
  assert.ok(failures > 50, `${failures} failures`)
})

/** The tasks that fail by a cause, or in these words. */
function failing(run: readonly SyncEvent[], cause: string): number {
  const tasks = run.flatMap((event) => {
    if (event.type !== 'failure-diagnosed' && event.type !== 'task-completed') return []
    const text = event.type === 'task-completed' ? event.message : event.diagnosis.cause
    return oneBlank(text).includes(cause) ? [event.task] : []
  })
  return new Set(tasks).size
}

/** The recorded cases that fail here, as they are and with a second for each object, in virtual time. */
async function failedRuns(): Promise<readonly (readonly SyncEvent[])[]> {
  const scenarios = fixturePath('parity', 'scenarios')
  const found: (readonly SyncEvent[])[] = []
  for (const name of readdirSync(scenarios)) {
    const text = readFileSync(`${scenarios}/${name}/input.yaml`, 'utf8')
    for (const input of [text, hurried(text)]) {
      const { events: run, exitCode } = await createLab().sync(input, { options: { timeoutMs: 60_000 } })
      if (exitCode !== 0) found.push(run)
    }
  }
  return found
}

function hurried(text: string): string {
  const { manifests } = parseManifests([{ name: 'input.yaml', text }])
  return manifestText(
    manifests.map(({ object }) => {
      const annotations = { ...object.metadata.annotations, 'hooksync.dev/timeout': '1s' }
      return { ...object, metadata: { ...object.metadata, annotations } }
    }),
  )
}

/** The screen in one line each: what was told while it ran, and the summary. */
function parts(screen: readonly string[]): readonly [told: string, summary: string] {
  const at = screen.findIndex((line) => /^ *[0-9.ms]+ {2}(?:failed|ended by this run): /.test(line))
  const join = (lines: readonly string[]): string => oneBlank(lines.join(' '))
  return at < 0 ? [join(screen), ''] : [join(screen.slice(0, at)), join(screen.slice(at))]
}

function oneBlank(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function times(text: string, part: string): number {
  return text.split(part).length - 1
}

test.run()
