// Fields that other managers own: taken and told, or an error; and the reading of the paths in which they are named.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, KubeObject } from '../../../src/object/kube-object.ts'
import { fieldValueAt } from '../../../src/sync/act/conflicts.ts'
import { createLab, told, written } from '../../support/run-sync.ts'
import type { Lab, SyncRun } from '../../support/run-sync.ts'
import { bare, deployment } from '../../support/workloads.ts'

const test = suite('conflicts')

const scaled = (replicas: number): KubeObject => deployment('web', { spec: { replicas } })

async function afterEdit(): Promise<Lab> {
  const lab = createLab()
  await lab.sync([scaled(1)])
  await lab.patch('Deployment', 'web', { spec: { replicas: 5 } })
  return lab
}

const taken = (run: SyncRun) =>
  told(run, 'field-taken').map(({ manager, field, from, to }) => ({ manager, field, from, to }))

test('a field that somebody else set is taken back and told with who, what, from and to', async () => {
  const lab = await afterEdit()
  const run = await lab.sync([scaled(2)])
  assert.is(run.exitCode, 0)
  assert.equal(taken(run), [{ manager: 'kubectl-patch', field: '.spec.replicas', from: '5', to: '2' }])
  assert.is(told(run, 'resource-applied').find(({ key }) => key.name === 'web')?.change, 'configured')
})

test('a field inside a keyed list is told with its old and new value', async () => {
  const lab = createLab()
  await lab.sync([deployment('web', { image: 'registry.example.com/app:1' })])
  await lab.patch('Deployment', 'web', {
    spec: { template: { spec: { containers: [{ name: 'main', image: 'registry.example.com/app:hotfix' }] } } },
  })
  const run = await lab.sync([deployment('web', { image: 'registry.example.com/app:2' })])
  assert.equal(
    taken(run).filter(({ field }) => field.endsWith('.image')),
    [
      {
        manager: 'kubectl-patch',
        field: '.spec.template.spec.containers[name="main"].image',
        from: '"registry.example.com/app:hotfix"',
        to: '"registry.example.com/app:2"',
      },
    ],
  )
})

test('without force a field of somebody else is an error at the gate, and nothing is written', async () => {
  const lab = await afterEdit()
  const run = await lab.sync([scaled(2), bare('v1', 'ConfigMap', 'c')], { options: { forceConflicts: false } })
  assert.is(run.exitCode, 3)
  assert.equal(written(run), [])
  assert.equal(taken(run), [])
  const [failed] = told(run, 'gate-failed')
  assert.equal(
    failed?.failures.map(({ message }) => message),
    ['other managers own .spec.replicas (kubectl-patch); --force-conflicts takes them'],
  )
})

test('a field that somebody else set to the same value is not a conflict', async () => {
  const lab = await afterEdit()
  const run = await lab.sync([scaled(5)], { options: { forceConflicts: false } })
  assert.is(run.exitCode, 0)
  assert.equal(taken(run), [])
})

test('values of a Secret are never told', async () => {
  const lab = createLab()
  const secret = (word: string): KubeObject => ({
    ...bare('v1', 'Secret', 's'),
    data: { password: Buffer.from(word).toString('base64') },
  })
  await lab.sync([secret('first')])
  await lab.patch('Secret', 's', { data: { password: Buffer.from('by hand').toString('base64') } })
  const run = await lab.sync([secret('second')])
  assert.equal(taken(run), [{ manager: 'kubectl-patch', field: '.data.password', from: undefined, to: undefined }])
  const text = JSON.stringify(run.events.filter(({ type }) => type !== 'plan-built'))
  for (const word of ['first', 'by hand', 'second']) {
    assert.not.ok(text.includes(Buffer.from(word).toString('base64')), word)
  }
})

const web: Json = {
  metadata: {
    labels: { 'app.kubernetes.io/name': 'web', plain: 'p', 'a.b': 'dots', 'x/y.z': 'slash first' },
    annotations: { 'example.com/a[0]': 'brackets' },
    finalizers: ['example.com/keep', 'foregroundDeletion'],
  },
  spec: {
    replicas: 3,
    paused: false,
    ports: [
      { port: 80, protocol: 'TCP', nodePort: 30080 },
      { port: 80, protocol: 'UDP', nodePort: 30081 },
    ],
    template: {
      spec: {
        containers: [
          { name: 'web', image: 'w:1', env: [{ name: 'A.B', value: 'dotted' }] },
          { name: 'si"de', image: 's:1' },
          { name: 'back\\slash', image: 'b:1' },
          { name: 'a],b', image: 'bracket:1' },
        ],
      },
    },
    plainList: ['zero', 'one'],
  },
}

const paths: readonly [path: string, value: Json | undefined][] = [
  ['.spec.replicas', 3],
  ['.spec.paused', false],
  ['.spec.template.spec.containers[name="web"].image', 'w:1'],
  [
    '.spec.template.spec.containers[name="web"]',
    { name: 'web', image: 'w:1', env: [{ name: 'A.B', value: 'dotted' }] },
  ],
  ['.spec.template.spec.containers[name="web"].env[name="A.B"].value', 'dotted'],
  ['.spec.template.spec.containers[name="si\\"de"].image', 's:1'],
  ['.spec.template.spec.containers[name="back\\\\slash"].image', 'b:1'],
  ['.spec.template.spec.containers[name="a],b"].image', 'bracket:1'],
  ['.spec.ports[port=80,protocol="TCP"].nodePort', 30080],
  ['.spec.ports[port=80,protocol="UDP"].nodePort', 30081],
  ['.spec.ports[port=81,protocol="TCP"].nodePort', undefined],
  ['.metadata.labels.app.kubernetes.io/name', 'web'],
  ['.metadata.labels.plain', 'p'],
  ['.metadata.labels.a.b', 'dots'],
  ['.metadata.labels.x/y.z', 'slash first'],
  ['.metadata.annotations.example.com/a[0]', 'brackets'],
  ['.metadata.finalizers[="example.com/keep"]', 'example.com/keep'],
  ['.metadata.finalizers[="example.com/other"]', undefined],
  ['.spec.plainList[1]', 'one'],
  ['.spec.nothing.there', undefined],
  ['.spec.replicas.deeper', undefined],
  ['.spec.toString', undefined],
]
for (const [path, value] of paths) {
  test(`the value at ${path} is found`, () => assert.equal(fieldValueAt(web, path), value))
}

test('there is no value in an object that is not there', () =>
  assert.is(fieldValueAt(undefined, '.spec.replicas'), undefined))

test.run()
