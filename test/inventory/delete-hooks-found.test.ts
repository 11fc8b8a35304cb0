// Hooks of a deletion that ended before they went: the inventory tells of their kinds and namespaces, so that the name of the app alone finds them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('hooks of a deletion that failed')

const DELETE = 'delete --app shop --yes'

async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

/** What bears the mark of an application. */
const marked = ({ lab }: Session): readonly string[] =>
  lab
    .snapshot()
    .filter(({ metadata }) => metadata.labels?.['hooksync.dev/app'] !== undefined)
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
    .toSorted()

const FAILS = { 'exit-code': '1' }

const STORIES: readonly (readonly [what: string, hooks: readonly KubeObject[], exitCode: number, flags?: string])[] = [
  ['a PreDelete hook fails', [job('h', { hook: 'PreDelete', lab: FAILS })], 1],
  ['a PostDelete hook fails', [job('h', { hook: 'PostDelete', lab: FAILS })], 1],
  ['a hook in another namespace fails', [job('h', { hook: 'PreDelete', namespace: 'default', lab: FAILS })], 1],
  [
    "one of Helm's fails",
    [{ ...job('h', { lab: FAILS }), metadata: { name: 'h', annotations: { 'helm.sh/hook': 'pre-delete' } } }],
    1,
  ],
  [
    'a hook of another kind is done, and one fails',
    [configMap('h', { hook: 'PreDelete' }), job('i', { hook: 'PreDelete', wave: '1', lab: FAILS })],
    1,
  ],
  ['the time is over', [job('h', { hook: 'PreDelete', lab: { 'run-for': '10m' } })], 6, ' --timeout 10s --grace 0s'],
]

for (const [what, hooks, exitCode, flags = ''] of STORIES) {
  test(`${what}: --app alone finds all that is left`, async () => {
    const session = await synced(deployment('web'))
    const run = await session.run(`${DELETE}${flags} -f -`, [...hooks, deployment('web')])
    assert.is(run.exitCode, exitCode, run.stdout + run.stderr)
    assert.ok(
      marked(session).some((line) => /Job|ConfigMap/.test(line)),
      marked(session).join(),
    )
    const last = await session.run(DELETE)
    assert.is(last.exitCode, 0, last.stdout + last.stderr)
    assert.equal(marked(session), [])
    assert.is(session.lab.live('ConfigMap', 'hooksync-shop'), undefined)
  })
}

test('a sync after it tells of them, and prunes them', async () => {
  const session = await synced(deployment('web'))
  await session.run(`${DELETE} -f -`, [job('h', { hook: 'PreDelete', lab: FAILS })])
  const told = await session.run('-f - --app shop', [deployment('web')])
  assert.match(told.stdout, 'hooks that left the manifests are still there: Job demo/h')
  const pruned = await session.run('-f - --app shop --prune --prune-hooks', [deployment('web')])
  assert.equal(pruned.writes, ['deleted Job/h', 'configured ConfigMap/hooksync-shop'], pruned.stdout)
})

test('what is known already is not written again, and nothing is where no hook runs', async () => {
  const session = await synced(deployment('web'), job('mig', { hook: 'PreSync' }), bare('v1', 'ServiceAccount', 'sa'))
  const run = await session.run(`${DELETE} -f -`, [job('h', { hook: 'PreDelete' })])
  assert.is(run.exitCode, 0, run.stdout)
  assert.not(
    run.writes.some((write) => write.includes('configured')),
    run.writes.join(),
  )
})

test.run()
