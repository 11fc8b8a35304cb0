// What the server would refuse to delete: told by what only asks, and how a run ends that meets it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { createSession } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('deletions that are refused')

test('a deletion that the server would refuse is refused by a dry run, and of a prune, too', async () => {
  const denied = (name: string) => new ClusterError(`a policy keeps ${name}`, { reason: 'Invalid', status: 422 })
  const session = createSession({
    faults: {
      beforeRequest: ({ verb, key }) => (verb === 'delete' && /^[bc]$/.test(key.name) ? denied(key.name) : undefined),
    },
  })
  const objects = ['a', 'b', 'c'].map((name, at) => configMap(name, { wave: `${-at}` }))
  assert.is((await session.run('-f - --app shop', objects)).exitCode, 0)
  for (const [words, given] of [
    ['delete --app shop --dry-run=server', []],
    ['-f - --app shop --prune --prune-limit 100% --dry-run=server', [configMap('a')]],
  ] as const) {
    const run = await session.run(words, given)
    assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
    for (const name of ['b', 'c'])
      assert.match(run.stdout + run.stderr, new RegExp(`demo/${name}.*a policy keeps ${name}`))
    assert.not.match(run.stdout + run.stderr, 'demo/a (Delete wave 0): ')
  }
  for (const [words, given] of [
    ['plan --delete --app shop', []],
    ['plan -f - --app shop --prune --prune-limit 100%', [configMap('a')]],
  ] as const) {
    const run = await session.run(words, given)
    assert.equal([run.exitCode, run.writes], [0, []], run.stdout + run.stderr)
    for (const name of ['b', 'c']) {
      assert.match(run.stdout, new RegExp(`(delete|prune) +ConfigMap demo/${name}`))
      assert.match(run.stderr, `the server would refuse to delete ConfigMap demo/${name}: a policy keeps ${name}`)
    }
  }
  const run = await session.run('delete --app shop --yes')
  assert.is(run.exitCode, 1)
  assert.match(run.stdout, 'one or more objects failed to delete, reason: a policy keeps b: 1 object deleted before')
  // The manifests that name what goes say where it stands.
  const marked = await session.run('delete -f - --app shop --yes --ci github', objects)
  assert.equal(
    marked.stdout.split('\n').filter((line) => line.startsWith('::error')),
    ['::error title=ConfigMap demo/b (Delete wave -1)::<stdin>:3 a policy keeps b'],
  )
})

test.run()
