// What no update can do: the object that is there is deleted, and a new one created.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { field } from '../../src/object/kube-object.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { SyncRun } from '../support/run-sync.ts'
import { binding, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('made anew')

const SERVER_SIDE: Partial<SyncOptions> = { syncOptions: { ...NO_SYNC_OPTIONS, serverSideApply: true } }
const FOR_ALL: Partial<SyncOptions> = { syncOptions: { ...NO_SYNC_OPTIONS, force: true } }
const COMPAT: Partial<SyncOptions> = { policy: ARGO_POLICY }
const changes = (run: SyncRun) => told(run, 'resource-applied').map(({ key, change }) => `${key.name} ${change}`)

const daemonSet = (app: string): KubeObject => {
  const spec = { containers: [{ name: 'main', image: 'app' }] }
  const template = { metadata: { labels: { app } }, spec }
  return {
    ...job('x'),
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    spec: { selector: { matchLabels: { app } }, template },
  }
}

const bindings: readonly {
  readonly title: string
  readonly kind?: 'ClusterRoleBinding'
  readonly role?: JsonObject
  readonly options?: string
  readonly request?: Partial<SyncOptions>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ends: 'recreated' | 'in place' | 'refused'
}[] = [
  { title: 'another role', ends: 'recreated' },
  { title: 'another role in all namespaces', kind: 'ClusterRoleBinding', ends: 'recreated' },
  { title: 'a cluster role of the same name', role: { kind: 'ClusterRole', name: 'reader' }, ends: 'recreated' },
  { title: 'the same role, its group left out', role: { kind: 'Role', name: 'reader' }, ends: 'in place' },
  { title: 'another role client-side', options: 'ServerSideApply=false', ends: 'recreated' },
  { title: 'another role, written whole', options: 'Replace=true', ends: 'recreated' },
  { title: 'another role, by server-side apply', request: SERVER_SIDE, ends: 'recreated' },
  { title: 'another role, as Argo CD', request: COMPAT, ends: 'recreated' },
  { title: 'another role by server-side apply, as Argo CD', request: { ...SERVER_SIDE, ...COMPAT }, ends: 'refused' },
  { title: 'another role, written whole, as Argo CD', options: 'Replace=true', request: COMPAT, ends: 'refused' },
  { title: 'a role that does not exist as a kind', role: { kind: 'Rolle', name: 'x' }, ends: 'refused' },
  {
    title: 'a binding that its owner keeps from being updated',
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'false' },
    ends: 'refused',
  },
]
for (const { title, kind = 'RoleBinding', role, options, request, annotations, ends } of bindings) {
  test(`roleRef: ${title}: ${ends}`, async () => {
    const lab = createLab()
    const roleKind = kind === 'RoleBinding' ? 'Role' : 'ClusterRole'
    const old = binding(kind, 'b', { role: { kind: roleKind, name: 'reader' } })
    await lab.put([{ ...old, metadata: { ...old.metadata, ...(annotations === undefined ? {} : { annotations }) } }])
    const uid = lab.live(kind, 'b')?.metadata.uid
    const wanted = binding(kind, 'b', {
      role: role ?? { kind: roleKind, name: 'writer' },
      ...(options === undefined ? {} : { options }),
    })
    const run = await lab.sync([wanted], request === undefined ? {} : { options: request })
    const known = field(lab.live(kind, 'b'), 'roleRef', 'name')
    const isSame = lab.live(kind, 'b')?.metadata.uid === uid
    // What kubectl owned is handed over first where it is applied server-side, as on a real server.
    const done = written(run).filter((write) => write !== `patch ${kind}/b` || options !== undefined)
    if (ends === 'refused') {
      assert.is(run.exitCode, request?.policy === ARGO_POLICY ? 1 : 3)
      assert.equal([done, known, isSame], [[], 'reader', true])
      return
    }
    assert.is(run.exitCode, 0, run.summary.message)
    const anew = ends === 'recreated'
    assert.equal(done, anew ? [`delete ${kind}/b`, `create ${kind}/b`] : [`apply ${kind}/b`])
    assert.equal([changes(run), isSame], [[anew ? 'b recreated' : 'b configured'], !anew])
    assert.is(known, field(wanted, 'roleRef', 'name'))
    assert.is(
      warnings(run).some((text) => /roleRef changes from .* to .*deleted and created anew/.test(text)),
      anew,
    )
    const again = await lab.sync([wanted], request === undefined ? {} : { options: request })
    assert.is(again.exitCode, 0, again.summary.message)
    if (options !== 'Replace=true') assert.equal(written(again), [])
  })
}

test('a dry run and a plan say of a binding what a sync does, and write nothing', async () => {
  const lab = createLab()
  await lab.sync([binding('RoleBinding', 'b', { role: { kind: 'Role', name: 'reader' } })])
  const wanted = binding('RoleBinding', 'b', { role: { kind: 'Role', name: 'writer' } })
  const run = await lab.sync([wanted], { options: { dryRun: 'server' } })
  assert.equal([run.exitCode, changes(run), written(run)], [0, ['b recreated'], []])
})

const FORCE = { options: 'Force=true' }
const forced: readonly {
  readonly title: string
  readonly objects: (version: number) => KubeObject
  readonly request?: Partial<SyncOptions>
  readonly ends: 'recreated' | 'configured' | 'refused'
}[] = [
  { title: 'a Job', objects: (v) => job('x', { ...FORCE, image: `app:${v}` }), ends: 'recreated' },
  { title: 'a Job without the option', objects: (v) => job('x', { image: `app:${v}` }), ends: 'refused' },
  {
    title: 'a Job, said for all',
    objects: (v) => job('x', { image: `app:${v}` }),
    request: FOR_ALL,
    ends: 'recreated',
  },
  {
    title: 'a Job, as Argo CD',
    objects: (v) => job('x', { ...FORCE, image: `app:${v}` }),
    request: COMPAT,
    ends: 'recreated',
  },
  {
    title: 'a Job by server-side apply, as Argo CD',
    objects: (v) => job('x', { ...FORCE, image: `app:${v}` }),
    request: { ...SERVER_SIDE, ...COMPAT },
    ends: 'refused',
  },
  {
    title: 'a selector',
    objects: (v) => ({ ...daemonSet(`v${v}`), metadata: job('x', FORCE).metadata }),
    ends: 'recreated',
  },
  {
    title: 'a change that is possible',
    objects: (v) => deployment('x', { ...FORCE, image: `app:${v}` }),
    ends: 'configured',
  },
  {
    title: 'what is wrong as a new object too',
    objects: (v) => configMap('x', { ...FORCE, data: v === 1 ? {} : { 'not a key': 'x' } }),
    ends: 'refused',
  },
  {
    title: 'what is wrong as a new object too, as Argo CD',
    objects: (v) => configMap('x', { ...FORCE, data: v === 1 ? {} : { 'not a key': 'x' } }),
    request: COMPAT,
    ends: 'refused',
  },
]
for (const { title, objects, request = {}, ends } of forced) {
  test(`Force=true: ${title}: ${ends}`, async () => {
    const lab = createLab()
    const { kind } = objects(1)
    await lab.sync([objects(1)], { options: { ...request, wait: false } })
    const uid = lab.live(kind, 'x')?.metadata.uid
    const run = await lab.sync([objects(2)], { options: { ...request, wait: false } })
    assert.is(run.exitCode === 0, ends !== 'refused', run.summary.message)
    assert.equal(changes(run), ends === 'refused' ? [] : [`x ${ends}`])
    assert.is(lab.live(kind, 'x')?.metadata.uid !== uid, ends === 'recreated')
    if (ends === 'recreated') assert.equal(written(run), [`delete ${kind}/x`, `create ${kind}/x`])
    if (ends === 'refused') assert.equal(written(run), [])
    if (ends !== 'recreated') return
    const again = await lab.sync([objects(2)], { options: { ...request, wait: false } })
    assert.equal([again.exitCode, changes(again)], [0, ['x unchanged']])
  })
}

test.run()
