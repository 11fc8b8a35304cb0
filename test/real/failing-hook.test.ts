// Hooks that fail, hang, are left over or vanish, and what the built program makes of them.
// time limit: 180 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { annotate, object } from '../support/objects.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { runProgram } from '../support/program.ts'
import { kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('hooks of the built program on the real API server')
const real = withControlPlane(test)

const FAILING = { 'lab/exit-code': '3', 'lab/log': 'connecting\nERROR: column "price" does not exist' }

real('a failed PreSync Job: nothing of Sync is written, SyncFail runs, its last words are told', async (plane) => {
  const namespace = await makeNamespace(plane, 'failing')
  const input = stream(
    job('migrate', { hook: { hook: 'PreSync', policy: 'BeforeHookCreation,HookFailed' }, lab: FAILING }),
    job('notify', { hook: { hook: 'SyncFail' } }),
    configMap('settings'),
    deployment('web'),
  )
  const run = await sync(plane, ['-f', '-', '-n', namespace], { input })
  assert.is(run.exitCode, 1, run.stdout)
  assert.is(run.stderr, '')
  assert.equal(run.writes, ['create jobs migrate', 'delete jobs migrate', 'create jobs notify'])
  assert.match(run.stdout, 'cause: container "main" exited with code 3: ERROR: column "price" does not exist\n')
  assert.match(run.stdout, '| ERROR: column "price" does not exist\n')
  assert.match(run.stdout, 'Failed in ')
  assert.match(run.stdout, 'not run: 2 tasks (Sync 2)')
  const order = run.requests.flatMap(({ verb, object: about, code }) => {
    if (about?.subresource === 'log' && code === 200) return ['log read']
    return verb === 'delete' && about?.resource === 'jobs' ? ['job deleted'] : []
  })
  assert.equal(order, ['log read', 'job deleted'])
  assert.is(await live(plane, 'configmap/settings', '-n', namespace), undefined)
  assert.is(await live(plane, 'job/migrate', '-n', namespace), undefined)
  assert.is((await live(plane, 'job/notify', '-n', namespace))?.metadata.name, 'notify')
})

real(
  'a failed PostSync Job: what was synced stays, HookFailed deletes it, and the next run is a new one',
  async (plane) => {
    const namespace = await makeNamespace(plane, 'failing-post')
    const input = (lab: Readonly<Record<string, string>>): string =>
      stream(configMap('settings'), job('smoke', { hook: { hook: 'PostSync', policy: 'HookFailed' }, lab }))
    const first = await sync(plane, ['-f', '-', '-n', namespace], { input: input(FAILING) })
    assert.is(first.exitCode, 1, first.stdout)
    assert.equal(first.writes, ['create configmaps settings', 'create jobs smoke', 'delete jobs smoke'])
    const second = await sync(plane, ['-f', '-', '-n', namespace], { input: input({}) })
    assert.is(second.exitCode, 0, second.stdout)
    assert.equal(second.writes, ['create jobs smoke'])
  },
)

real('a hook over its own time limit has failed: SyncFail runs, exit code 1', async (plane) => {
  const namespace = await makeNamespace(plane, 'hook-timeout')
  const annotations = { ...annotate({ hook: 'PreSync' }), 'hooksync.dev/timeout': '1s' }
  const slow = job('slow', { lab: { 'lab/run-for': '60s' } })
  const input = stream(
    { ...slow, metadata: { ...slow.metadata, annotations } },
    object('ConfigMap', 'told', { annotations: annotate({ hook: 'SyncFail' }) }),
    configMap('settings'),
  )
  const run = await sync(plane, ['-f', '-', '-n', namespace], { input })
  assert.is(run.exitCode, 1, run.stdout)
  assert.equal(run.writes, ['create jobs slow', 'create configmaps told'])
})

real('a leftover hook without BeforeHookCreation is applied onto, and that it did not run is told', async (plane) => {
  const namespace = await makeNamespace(plane, 'leftover')
  const input = stream(job('once', { hook: { hook: 'PreSync', policy: 'HookFailed' } }), configMap('settings'))
  assert.is((await sync(plane, ['-f', '-', '-n', namespace], { input })).exitCode, 0)
  const again = await sync(plane, ['-f', '-', '-n', namespace], { input })
  assert.is(again.exitCode, 0)
  assert.equal(again.writes, [])
  assert.match(
    again.stdout,
    /warning: Job leftover\/once: was there from an earlier run and was NOT run again; its old result counts\n +add BeforeHookCreation to its argocd\.argoproj\.io\/hook-delete-policy to run it each time\n/,
  )
})

real('a PreSync Job that its TTL removes at once succeeds ten times in ten', async (plane) => {
  const namespaces = Array.from({ length: 10 }, (_, index) => `ttl-${index}`)
  for (const name of namespaces) await makeNamespace(plane, name)
  const input = stream(
    job('migrate', { hook: { hook: 'PreSync' }, spec: { ttlSecondsAfterFinished: 0 } }),
    configMap('settings'),
  )
  const ends: string[] = []
  // Five side by side: more would only test this machine.
  for (let index = 0; index < namespaces.length; index += 5) {
    const group = namespaces.slice(index, index + 5)
    const runs = group.map((name) => runProgram(['-f', '-', '-n', name], { input, env: plane.env }))
    for (const { exitCode, stdout } of await Promise.all(runs)) ends.push(exitCode === 0 ? 'succeeded' : stdout)
  }
  assert.equal(
    ends,
    namespaces.map(() => 'succeeded'),
  )
  const settings = await kubectl(plane, [
    'get',
    'configmaps',
    '-A',
    '--field-selector=metadata.name=settings',
    '-o=name',
  ])
  assert.is(settings.split('\n').length > namespaces.length, true, settings)
})

test.run()
