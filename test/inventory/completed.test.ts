// When what a run deletes is done: each task of the plan is told as completed once, when its object is gone.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession, createShop } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('completed deletions')

const PRUNE = '-f - --app shop --prune --prune-limit 100%'

interface Told {
  readonly type: string
  readonly at: number
  readonly task: string
  readonly outcome: string
  readonly message: string
  readonly tasks: readonly { readonly task: string }[]
}

function eventsOf(stdout: string, type: string): readonly Told[] {
  const events: readonly Told[] = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  return events.filter((event) => event.type === type)
}

const completed = (stdout: string): readonly string[] =>
  eventsOf(stdout, 'task-completed').map(({ task, outcome, message }) => `${outcome} ${task}: ${message}`)

function held(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, finalizers: ['example.com/slow'] } }
}

test('what is pruned is completed when it is gone, and what stays at once', async () => {
  const session = await createShop([
    configMap('c'),
    held(configMap('slow')),
    configMap('old'),
    configMap('no', { options: 'Prune=false' }),
  ])
  const run = session.run(`${PRUNE} -o json`, [configMap('c')])
  await session.lab.clock.sleep(20_000)
  await session.lab.patch('ConfigMap', 'slow', { metadata: { finalizers: [] } })
  const { stdout, exitCode } = await run
  assert.is(exitCode, 0, stdout)
  assert.equal(completed(stdout).toSorted(), [
    'Succeeded Sync ConfigMap demo/c: c unchanged',
    'Succeeded prune ConfigMap demo/no: ignored (no prune): Prune=false',
    'Succeeded prune ConfigMap demo/old: pruned',
    'Succeeded prune ConfigMap demo/slow: pruned',
  ])
  const slow = eventsOf(stdout, 'task-completed').find(({ task }) => task === 'prune ConfigMap demo/slow')
  const asked = eventsOf(stdout, 'resource-deleted').find(({ task }) => task === 'prune ConfigMap demo/slow')
  assert.ok((slow?.at ?? 0) - (asked?.at ?? 0) > 15_000)
})

test('a deletion completes each task of its plan', async () => {
  const objects = [configMap('c'), configMap('d', { wave: '1' }), job('bye', { hook: 'PreDelete' })]
  const session = await createShop(objects)
  const { stdout } = await session.run('delete --app shop --yes -f - -o json', objects)
  const planned = eventsOf(stdout, 'plan-built').flatMap(({ tasks }) => tasks.map(({ task }) => task))
  const done = eventsOf(stdout, 'task-completed').map(({ task }) => task)
  assert.equal(done.toSorted(), [...planned].toSorted(), stdout)
  assert.ok(completed(stdout).includes('Succeeded Delete ConfigMap demo/d: deleted'))
})

test('what somebody else deletes before its turn is completed in its turn, and the run begins its phase all the same', async () => {
  const objects = [
    configMap('c', { wave: '-1' }),
    configMap('d'),
    job('slow', { hook: 'PreDelete', lab: { 'run-for': '20s' } }),
  ]
  const session = await createShop(objects)
  const run = session.run('delete --app shop --yes -f - -o json', objects)
  await session.lab.clock.sleep(5000)
  await session.lab.remove('ConfigMap', 'd')
  const { stdout } = await run
  assert.equal(completed(stdout).slice(1).toSorted(), [
    'Succeeded Delete ConfigMap demo/c: deleted',
    'Succeeded Delete ConfigMap demo/d: was gone already',
    'Succeeded Delete batch/Job demo/slow: deleted',
  ])
  assert.equal(
    eventsOf(stdout, 'phase-started').map((event) => (event as unknown as { phase: string }).phase),
    ['PreDelete', 'Delete'],
  )
})

test('what the server does not let go has failed, which is said once', async () => {
  const refusal = new ClusterError('not today', { reason: 'Forbidden', status: 403 })
  const session = createSession({
    faults: {
      beforeRequest: ({ verb, key }) => (verb === 'delete' && key.name === 'old' ? refusal : undefined),
    },
  })
  await session.run('-f - --app shop', [configMap('c'), configMap('old')])
  const run = await session.run(PRUNE, [configMap('c')])
  assert.is(run.exitCode, 1, run.stdout)
  assert.is(run.stdout.split('\n').filter((line) => line.includes('not today')).length, 3, run.stdout)
  const { stdout } = await session.run(`${PRUNE} -o json`, [configMap('c')])
  assert.ok(completed(stdout).includes('Failed prune ConfigMap demo/old: not today'), stdout)
})

test.run()
