// The brake of pruning: a share is of what could be pruned, rounded down, and never less than one object.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createShop } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('prune limit')

const PRUNE = '-f - --app shop --prune'
const several = (number: number): readonly KubeObject[] =>
  Array.from({ length: number }, (_, at) => configMap(`c${at}`))

for (const [all, limit, due, allows] of [
  [11, '20%', 3, 2],
  [11, '20%', 2, undefined],
  [10, '20%', 2, undefined],
  [3, '20%', 1, undefined],
  [3, '20%', 2, 1],
  [3, '0%', 1, 0],
  [50, '58%', 29, undefined],
] as const) {
  test(`${due} of ${all} with ${limit}: ${allows === undefined ? 'allowed' : 'refused'}`, async () => {
    const session = await createShop(several(all))
    const run = await session.run(`${PRUNE} --prune-limit ${limit}`, several(all - due))
    assert.is(run.exitCode, allows === undefined ? 0 : 3, run.stdout)
    if (allows === undefined) return
    assert.match(
      run.stdout,
      `${due} of the app's ${all} objects would be pruned, and --prune-limit ${limit} allows ${allows}`,
    )
  })
}

test('copies of members, and what others own, are no part of the whole', async () => {
  const session = await createShop(several(9))
  const { metadata, ...rest } = session.lab.live('ConfigMap', 'c0') ?? configMap('none')
  const { labels = {}, annotations = {}, uid = '' } = metadata
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'c0', uid }]
  await session.lab.put([
    { ...rest, metadata: { name: 'copy', namespace: 'demo', labels, annotations } },
    { ...configMap('owned'), metadata: { name: 'owned', namespace: 'demo', labels, ownerReferences } },
  ])
  const run = await session.run(PRUNE, several(7))
  assert.is(run.exitCode, 3, run.stdout)
  assert.match(run.stdout, "2 of the app's 9 objects would be pruned, and --prune-limit 20% allows 1")
})

const hook = (at: number): KubeObject => job(`h${at}`, { hook: 'PostSync' })

for (const [words, hooksLeft, membersLeft, all] of [
  ['--prune-limit 0', 1, 0, 10],
  ['', 3, 0, 10],
  ['', 2, 1, 10],
] as const) {
  test(`${hooksLeft} hooks and ${membersLeft} objects that left, ${words || 'without a limit said'}: refused`, async () => {
    const hooks = Array.from({ length: 4 }, (_, at) => hook(at))
    const session = await createShop([...several(6), ...hooks])
    const now = [...several(6 - membersLeft), ...hooks.slice(hooksLeft)]
    const run = await session.run(`${PRUNE} --prune-hooks ${words}`, now)
    assert.equal([run.exitCode, run.writes], [3, []], run.stdout)
    assert.match(run.stdout, `${hooksLeft + membersLeft} of the app's ${all} objects would be pruned`)
    const due = hooksLeft + membersLeft
    const allowed = await session.run(`${PRUNE} --prune-hooks --prune-limit ${due}`, now)
    assert.is(allowed.exitCode, 0, allowed.stdout)
    assert.is(allowed.stdout.match(/ deleted .*\(Prune\)/g)?.length, due)
  })
}

test('hooks that stay for want of --prune-hooks are no part of the whole', async () => {
  const session = await createShop([...several(6), hook(0), hook(1), hook(2), hook(3)])
  const run = await session.run(PRUNE, several(4))
  assert.is(run.exitCode, 3, run.stdout)
  assert.match(run.stdout, "2 of the app's 6 objects would be pruned, and --prune-limit 20% allows 1")
})

test.run()
