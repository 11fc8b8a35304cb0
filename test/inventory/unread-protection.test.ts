// A word that was meant to keep a live object and is misspelt: it keeps, and is told with the right one.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createShop } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('unread protection')

const PRUNE = '-f - --app shop --prune --prune-limit 100%'
const DELETE = 'delete --app shop --yes'
const OPTIONS = 'argocd.argoproj.io/sync-options'

/** An app of two, of which somebody has annotated the second. */
async function annotated(key: string, value: string): Promise<Session> {
  const session = await createShop([configMap('c'), configMap('old')])
  await session.lab.patch('ConfigMap', 'old', { metadata: { annotations: { [key]: value } } })
  return session
}

for (const [key, value, meant] of [
  [OPTIONS, 'prune=false', `${OPTIONS}: Prune=false`],
  [OPTIONS, 'Prune=False', `${OPTIONS}: Prune=false`],
  [OPTIONS, 'Prune = false', `${OPTIONS}: Prune=false`],
  [OPTIONS, 'Prune: false', `${OPTIONS}: Prune=false`],
  [OPTIONS, 'Prune=false;Delete=false', `${OPTIONS}: Prune=false`],
  [OPTIONS, 'Replace=true,Prune=fasle', `${OPTIONS}: Prune=false`],
  [OPTIONS, 'Prune=Confirm', `${OPTIONS}: Prune=confirm`],
  ['argocd.argoproj.io/sync-option', 'Prune=false', `${OPTIONS}: Prune=false`],
  ['argocd.argoproj.com/sync-options', 'Prune=false', `${OPTIONS}: Prune=false`],
  ['helm.sh/resource-policy', 'kepe', 'helm.sh/resource-policy: keep'],
  ['helm.sh/resource-polcy', 'keep', 'helm.sh/resource-policy: keep'],
] as const) {
  test(`${key}: ${value} keeps from being pruned`, async () => {
    const session = await annotated(key, value)
    const plan = await session.run(`plan ${PRUNE}`, [configMap('c')])
    assert.match(plan.stdout, `is not read, and ${meant} may be meant`)
    const run = await session.run(`${PRUNE} --confirm-prune`, [configMap('c')])
    assert.equal([run.exitCode, run.writes], [0, []], run.stdout)
    const word = value.split(',').at(-1) ?? value
    const why = `${key}: ${word} is not read, and ${meant} may be meant`
    assert.match(run.stdout, `not pruned ConfigMap demo/old: ignored (no prune): ${why}`)
  })
}

for (const [key, value, words] of [
  [OPTIONS, 'prune=false', ' --argo-compat'],
  [OPTIONS, 'Prune=true,prune=false', ''],
  [OPTIONS, 'PruneLast=false', ''],
  [OPTIONS, 'Prune=ture', ''],
  [OPTIONS, 'delete=false', ''],
  ['helm.sh/resource-policy', 'delete', ''],
  ['example.com/sync-options', 'Prune=false', ''],
] as const) {
  test(`${key}: ${value} does not keep from being pruned${words}`, async () => {
    const session = await annotated(key, value)
    const run = await session.run(`${PRUNE}${words}`, [configMap('c')])
    assert.is(run.exitCode, 0, run.stdout)
    assert.ok(run.writes.includes('deleted ConfigMap/old'), run.stdout)
  })
}

for (const [value, meant] of [
  ['delete=false', 'Delete=false'],
  ['Delete=Confirm', 'Delete=confirm'],
  ['prune=confirm', 'Prune=confirm'],
  ['Prune=false;Delete=false', 'Delete=false'],
] as const) {
  test(`${value} keeps from being deleted`, async () => {
    const session = await annotated(OPTIONS, value)
    const why = `ConfigMap demo/old is kept: ${OPTIONS}: ${value} is not read, and ${OPTIONS}: ${meant} may be meant`
    const plan = await session.run('plan --delete --app shop')
    assert.match(plan.stdout, `${OPTIONS}: ${meant} may be meant`)
    const run = await session.run(`${DELETE} --confirm-delete`)
    assert.is(run.exitCode, 0, run.stdout)
    assert.match(run.stdout, why)
    assert.ok(session.lab.live('ConfigMap', 'old'))
    assert.is(session.lab.live('ConfigMap', 'c'), undefined)
  })
}

for (const value of ['prune=false', 'Delete=true,delete=false']) {
  test(`${value} does not keep from being deleted`, async () => {
    const session = await annotated(OPTIONS, value)
    assert.is((await session.run(DELETE)).exitCode, 0)
    assert.is(session.lab.live('ConfigMap', 'old'), undefined)
  })
}

test.run()
