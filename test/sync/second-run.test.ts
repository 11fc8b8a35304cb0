// Runs after a run: what is as its manifest says is not sent again, and asked about little.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLab, told, written } from '../support/run-sync.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('second run')

test('a second run without changes writes nothing, checks nothing and asks little', async () => {
  const lab = createLab()
  const set = [
    deployment('web'),
    deployment('api', { wave: '1' }),
    configMap('a'),
    configMap('b', { wave: '2' }),
    bare('v1', 'ServiceAccount', 'app'),
    { ...bare('v1', 'Secret', 's'), stringData: { password: 'päss' } },
    { ...bare('v1', 'Service', 'svc'), spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  ]
  await lab.sync(set)
  const requests: string[] = []
  const run = await lab.sync(set, {
    through: (cluster) => ({
      ...cluster,
      list: (type, selection, options) => {
        requests.push(`list ${type.kind}`)
        return cluster.list(type, selection, options)
      },
      get: (ref, options) => {
        requests.push(`get ${ref.type.kind}`)
        return cluster.get(ref, options)
      },
    }),
  })
  assert.is(run.exitCode, 0)
  assert.equal(run.audit, [])
  const kinds = new Set(set.map(({ kind }) => kind)).size
  assert.ok(requests.length <= kinds + 6, requests.join(', '))
  assert.is(told(run, 'gate-passed')[0]?.checked, 0)
  assert.equal([...new Set(told(run, 'resource-applied').map(({ change }) => change))], ['unchanged'])
  assert.equal(run.summary.counts, { unchanged: set.length })
})

test('a second run sends only what changed', async () => {
  const lab = createLab()
  await lab.sync([deployment('web'), configMap('a'), configMap('b')])
  const run = await lab.sync([deployment('web'), configMap('a', { data: { key: 'new' } }), configMap('b')])
  assert.equal(written(run), ['apply ConfigMap/a'])
  assert.is(run.audit.length, 2)
})

test('a hook is run again although nothing changed', async () => {
  const lab = createLab()
  await lab.sync([job('mig', { hook: 'PreSync' })])
  assert.equal(written(await lab.sync([job('mig', { hook: 'PreSync' })])), ['delete Job/mig', 'create Job/mig'])
})

test('an unchanged Deployment that is not healthy is awaited all the same', async () => {
  const lab = createLab()
  await lab.put([deployment('slow', { lab: { 'ready-after': '10s' } })], {
    user: 'kubectl-hooksync',
    method: 'server-side',
  })
  const run = await lab.sync([deployment('slow', { lab: { 'ready-after': '10s' } })])
  assert.equal(run.audit, [])
  assert.ok(run.took >= 9000, `${run.took} ms`)
})

test.run()
