// Lost answers on a real API server: by its audit log each hook is created once a run, whatever the network does.
// 200 times: HOOKSYNC_LOST_ANSWERS=200 node --import tsx test/real/lost-answers.test.ts (over the runner's limit).
// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditEvent } from '../../scripts/control-plane/control-plane.ts'
import { mapLimit } from '../../src/sync/parallel.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { runProgram } from '../support/program.ts'
import type { ProgramRun } from '../support/program.ts'
import type { Fault, Rule } from '../support/relay/fault.ts'
import { startRelay } from '../support/relay/relay.ts'
import { live, makeNamespace, requestsSince, stream, writesOf } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('lost answers')
const real = withControlPlane(test)

const RUNS = Number(process.env['HOOKSYNC_LOST_ANSWERS'] ?? '12')
const LANES = 3

/** A Job that is gone at once, one that is deleted before it is made again, and one that its policy deletes. */
const HOOKS = ['fleeting', 'staying', 'cleaned']
const INPUT = stream(
  job('fleeting', { hook: { hook: 'PreSync' }, spec: { ttlSecondsAfterFinished: 0 } }),
  job('staying', { hook: { hook: 'PreSync', wave: '1' } }),
  configMap('settings'),
  job('cleaned', { hook: { hook: 'PostSync', policy: 'BeforeHookCreation,HookSucceeded' } }),
)

const done = (status: number): Extract<Fault, { do: 'answer' }> => ({ do: 'answer', status, carriedOut: true })

/** What happens to the writes of all three hooks. */
const TROUBLES: readonly { readonly name: string; readonly fault: Fault; readonly times?: number }[] = [
  { name: '503 though it is done, with Retry-After', fault: { ...done(503), retryAfter: 5 } },
  { name: 'the answer is lost', fault: { do: 'lose-answer' } },
  { name: '503 though it is done', fault: done(503) },
  { name: '504 though it is done', fault: done(504) },
  { name: '500 though it is done', fault: done(500) },
  { name: 'the answer is cut', fault: { do: 'cut' } },
  { name: 'the request is lost, twice', fault: { do: 'lose-request' }, times: 2 },
  { name: 'a page of a proxy though it is done', fault: { do: 'answer', status: 200, body: 'html', carriedOut: true } },
  { name: 'every answer is lost', fault: { do: 'lose-answer' }, times: Infinity },
  { name: '500, and nothing is done', fault: { do: 'answer', status: 500 } },
]

/** Whoever looks finds a Job that ran and is gone. */
const LATE: Rule = {
  to: { verb: 'get', resource: 'jobs', name: 'fleeting' },
  fault: { do: 'delay', milliseconds: 3000 },
}

/** Each trouble in turn. */
function troubleOf(run: number): { readonly name: string; readonly rules: readonly Rule[] } {
  const { name, fault, times = 1 } = TROUBLES[run % TROUBLES.length] ?? { name: '', fault: { do: 'lose-answer' } }
  return { name, rules: [LATE, ...HOOKS.map((hook): Rule => ({ to: writeOf(hook), fault, times }))] }
}

function writeOf(hook: string): Rule['to'] {
  return { verb: 'patch', resource: 'jobs', name: hook }
}

real(`${RUNS} runs whose answers are lost: each hook is created once, and runs to its end`, async (plane) => {
  const mark = await plane.markAudit()
  const next = Array.from({ length: RUNS }, (_, run) => run).values()
  const found = await mapLimit(
    Array.from({ length: LANES }, (_, lane) => `lost-${lane}`),
    LANES,
    (namespace) => runLane(plane, { namespace, mark, next }),
  )
  assert.equal(found.flat(), [])
})

real(
  'a list that does not show the Job of the run before: it is deleted and made anew, and not judged',
  async (plane) => {
    const namespace = await makeNamespace(plane, 'stale')
    const relay = await startRelay(plane)
    const args = ['-f', '-', '-n', namespace, '-o', 'json', '--timeout', '60s']
    const again = { input: stream(job('again', { hook: { hook: 'PreSync' } })), env: relay.env }
    try {
      assert.is((await runProgram(args, again)).exitCode, 0)
      const mark = await plane.markAudit()
      relay.disturb({ to: { verb: 'list', resource: 'jobs' }, fault: { do: 'stale-list' } })
      const second = await runProgram(args, again)
      assert.is(second.exitCode, 0, second.stdout)
      assert.equal(writesOf(await requestsSince(plane, mark)), ['delete jobs again', 'create jobs again'])
      const applied = second.events.flatMap((event) => (event.type === 'resource-applied' ? [event.uid] : []))
      const left = await live(plane, 'job/again', '-n', namespace)
      assert.equal(applied, [left?.metadata.uid])
    } finally {
      await relay.close()
    }
  },
)

test.run()

interface Lane {
  readonly namespace: string
  readonly mark: number
  readonly next: IterableIterator<number>
}

/** One run after another over what the run before has left; gives what was wrong. */
async function runLane(plane: ControlPlane, { namespace, mark, next }: Lane): Promise<readonly string[]> {
  await makeNamespace(plane, namespace)
  const relay = await startRelay(plane)
  const faults: string[] = []
  let runs = 0
  try {
    for (const run of next) {
      const { name, rules } = troubleOf(run)
      relay.disturb(...rules)
      runs += 1
      const args = ['-f', '-', '-n', namespace, '-o', 'json', '--timeout', '60s']
      const result = await runProgram(args, { input: INPUT, env: relay.env })
      const requests = (await requestsSince(plane, mark)).filter(({ object }) => object?.namespace === namespace)
      const wrong = [...wrongEnd(result), ...HOOKS.flatMap((hook) => wrongCreations(requests, hook, runs))]
      if (wrong.length === 0) continue
      faults.push(`run ${run} (${name}): ${wrong.join('; ')}\n${result.stdout}${result.stderr}`)
      break
    }
  } finally {
    await relay.close()
  }
  return faults
}

function wrongEnd({ exitCode, events }: ProgramRun): readonly string[] {
  const completed = events.filter((event) => event.type === 'task-completed' && event.outcome === 'Succeeded')
  const missing = HOOKS.filter((hook) => !completed.some((event) => 'key' in event && event.key?.name === hook))
  return [
    ...(exitCode === 0 ? [] : [`exit code ${exitCode}`]),
    ...missing.map((hook) => `${hook} was not told complete`),
  ]
}

/** As many creations of a hook as runs. */
function wrongCreations(requests: readonly AuditEvent[], hook: string, runs: number): readonly string[] {
  const created = requests.filter(
    ({ code, object, requestURI }) =>
      code === 201 && object?.resource === 'jobs' && object.name === hook && !requestURI.includes('dryRun='),
  )
  return created.length === runs ? [] : [`${hook} was created ${created.length} times in ${runs} runs`]
}
