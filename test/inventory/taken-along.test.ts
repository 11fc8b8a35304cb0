// What goes with a namespace that a deletion deletes, and is somebody else's or protected: told before, wherever the deletion is shown.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { bare, configMap } from '../support/workloads.ts'

const test = suite('what goes with a namespace')

const DELETE = 'delete --app shop --delete-namespaces'
const TOLD = 'with Namespace other goes what others have, or is to be kept, 3 in all: '

/** An app with a namespace, in which others have something. */
async function shared(): Promise<Session> {
  const session = createSession()
  const own = [bare('v1', 'Namespace', 'other'), configMap('own', { namespace: 'other' }), configMap('c')]
  assert.is((await session.run('-f - --app shop', own)).exitCode, 0)
  const theirs = await session.run('-f - --app blog', [configMap('theirs', { namespace: 'other' })])
  assert.is(theirs.exitCode, 0, theirs.stdout)
  await session.lab.put([
    configMap('kept', { namespace: 'other', options: 'Delete=false' }),
    configMap('slip', { namespace: 'other', options: 'delete=false' }),
    configMap('nobody', { namespace: 'other' }),
  ])
  return session
}

test('it is told by the plan, the question, the dry run and the run', async () => {
  const session = await shared()
  const plan = await session.run('plan --delete --app shop --delete-namespaces')
  const asked = await session.run(DELETE, [], { typed: async () => 'n\n' })
  const dry = await session.run(`${DELETE} --dry-run=server`)
  const run = await session.run(`${DELETE} --yes`)
  for (const { stdout, stderr } of [plan, asked, dry, run]) {
    const text = stdout + stderr
    assert.match(text, TOLD)
    assert.match(text, 'ConfigMap other/kept (Delete=false)')
    assert.match(text, /ConfigMap other\/theirs \(it is part of ApplySet \S+, app blog\)/)
    assert.match(text, /ConfigMap other\/slip \([^)]* Delete=false may be meant\)/)
    assert.not.match(text, /goes what others have.*other\/(?:nobody|own)/)
  }
  assert.is(run.exitCode, 0, run.stdout)
})

test('where the namespace stays nothing is looked up', async () => {
  const session = await shared()
  const run = await session.run('plan --delete --app shop')
  assert.not.match(run.stdout + run.stderr, TOLD)
})

test.run()
