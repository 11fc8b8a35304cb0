// Applications on a real API server: inventories that kubectl reads and writes, too, what is pruned, and runs at the same time.
// time limit: 240 s
// HOOKSYNC_RACES says how often two runs meet (20 for the long run).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditEvent, ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { LEASE_MS, RENEW_MS } from '../../src/inventory/lease.ts'
import { field, stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { object } from '../support/objects.ts'
import { widgetDefinition } from '../support/workloads.ts'
import { kubectl, live, makeNamespace, requestsSince, startSync, stream, sync } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('application')
const real = withControlPlane(test)

const RACES = Number(process.env['HOOKSYNC_RACES'] ?? 4)

const PARENT = 'applyset.kubernetes.io/contains-group-kinds'

const kindsOf = async (plane: ControlPlane, parent: string, namespace: string): Promise<string | undefined> =>
  (await live(plane, parent, '-n', namespace))?.metadata.annotations?.[PARENT]

/** `kind/name` of all members in these namespaces. */
async function membersOf(
  plane: ControlPlane,
  parent: string,
  namespace: string,
  kinds: string,
): Promise<readonly string[]> {
  const id = (await live(plane, parent, '-n', namespace))?.metadata.labels?.['applyset.kubernetes.io/id']
  const words = ['get', kinds, '-A', '-l', `applyset.kubernetes.io/part-of=${id}`, '-o', 'name']
  return (await kubectl(plane, words))
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
}

real('an app of two namespaces and a kind of its own: synced, changed, pruned', async (plane) => {
  const [namespace, other] = [await makeNamespace(plane, 'own'), await makeNamespace(plane, 'own-too')]
  const args = ['-f', '-', '-n', namespace, '--app', 'own']
  const many = Array.from({ length: 12 }, (_, at) => configMap(`c${at}`))
  const there = object('ConfigMap', 'there', { namespace: other, fields: { data: { a: 'b' } } })
  const widget = object('Widget', 'w')
  const all = [widgetDefinition(), widget, job('mig', { hook: { hook: 'PreSync' } }), deployment('web'), there, ...many]
  const first = await sync(plane, args, { input: stream(...all) })
  assert.is(first.exitCode, 0, first.stdout + first.stderr)
  const kinds = 'ConfigMap,CustomResourceDefinition.apiextensions.k8s.io,Deployment.apps,Widget.lab.example.com'
  assert.is(await kindsOf(plane, 'configmap/hooksync-own', namespace), kinds)
  const again = await sync(plane, args, { input: stream(...all) })
  assert.equal([again.exitCode, again.writes.filter((write) => !write.endsWith(' jobs mig'))], [0, []])
  const fewer = [widgetDefinition(), ...many]
  const told = await sync(plane, args, { input: stream(...fewer) })
  assert.match(told.stdout, 'not pruned ConfigMap own-too/there')
  const run = await sync(plane, [...args, '--prune'], { input: stream(...fewer) })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  const deleted = run.writes.filter((write) => write.startsWith('delete')).toSorted()
  assert.equal(deleted, ['delete configmaps there', 'delete deployments web', 'delete widgets w'])
  assert.is(await live(plane, 'configmap/there', '-n', other), undefined)
  const types = 'configmaps,deployments,widgets,customresourcedefinitions,jobs'
  assert.is((await membersOf(plane, 'configmap/hooksync-own', namespace, types)).length, 13)
  assert.is(
    await kindsOf(plane, 'configmap/hooksync-own', namespace),
    'ConfigMap,CustomResourceDefinition.apiextensions.k8s.io',
  )
})

real("kubectl's ApplySet is taken over, and ours is given to kubectl", async (plane) => {
  const namespace = await makeNamespace(plane, 'sets')
  const input = stream(configMap('a'), configMap('b'))
  const apply = ['apply', '-n', namespace, '--prune', '--applyset', 'configmaps/both', '--server-side', '-f', '-']
  await kubectl(plane, apply, input)
  const args = ['-f', '-', '-n', namespace, '--app', 'configmaps/both', '--prune']
  const refused = await sync(plane, args, { input: stream(configMap('a')) })
  assert.is(refused.exitCode, 3)
  assert.match(refused.stdout, 'ConfigMap sets/both is an ApplySet of kubectl')
  assert.equal(refused.writes, [])
  const taken = await sync(plane, [...args, '--take-ownership'], { input: stream(configMap('a')) })
  assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
  assert.match(taken.stdout, 'warning: ConfigMap sets/both is an ApplySet of kubectl: taken over')
  assert.ok(taken.writes.includes('delete configmaps b'), taken.writes.join())
  const theirs = await plane.kubectl(apply, input)
  assert.match(theirs.stderr, 'managed by tooling "kubectl-hooksync" instead of "kubectl"')
  const give = [
    'annotate',
    '-n',
    namespace,
    'configmaps/both',
    '--overwrite',
    'applyset.kubernetes.io/tooling=kubectl/v1.36',
  ]
  await kubectl(plane, give)
  // kubectl prunes by the label alone, and finds what we have applied.
  await kubectl(plane, [...apply, '--force-conflicts'], stream(configMap('c')))
  assert.is(await live(plane, 'configmap/a', '-n', namespace), undefined)
  assert.ok(await live(plane, 'configmap/c', '-n', namespace))
})

real('a user with rights in one namespace keeps an app there', async (plane) => {
  const namespace = await makeNamespace(plane, 'narrow')
  const role = [
    'create',
    'role',
    'deployer',
    '-n',
    namespace,
    '--verb=*',
    '--resource=configmaps,leases.coordination.k8s.io',
  ]
  await kubectl(plane, role)
  await kubectl(plane, ['create', 'rolebinding', 'deployer', '-n', namespace, '--role=deployer', '--user=jo'])
  const args = ['-f', '-', '-n', namespace, '--app', 'narrow', '--as', 'jo', '--prune', '--prune-limit', '1']
  assert.is((await sync(plane, args, { input: stream(configMap('a'), configMap('b')) })).exitCode, 0)
  const run = await sync(plane, args, { input: stream(configMap('a')) })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.ok(run.writes.includes('delete configmaps b'))
})

/** The writes of two runs, as which of them made each: they interleave when one's stand between the other's. */
function turns(requests: readonly AuditEvent[], who: (event: AuditEvent) => string | undefined): readonly string[] {
  const makers = requests
    .filter(
      ({ verb, requestURI, code }) =>
        ['create', 'patch', 'update', 'delete'].includes(verb) &&
        code < 300 &&
        !/dryRun=|selfsubject|\/leases/.test(requestURI),
    )
    .flatMap((event) => who(event) ?? [])
  return makers.filter((maker, at) => maker !== makers[at - 1])
}

const managerOf = ({ requestURI }: AuditEvent): string | undefined => /fieldManager=(run-\d)/.exec(requestURI)?.[1]

for (const [what, app] of [
  ['with an app', ['--app', 'race']],
  ['without', []],
] as const) {
  real(
    `two runs at once, ${what}: their writes never interleave, and the loser says who and since when`,
    async (plane) => {
      for (let round = 0; round < RACES; round += 1) {
        const namespace = await makeNamespace(plane, `race-${app.length}-${round}`)
        const objects: readonly KubeObject[] = [
          job('mig', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '300ms' } }),
          configMap('a'),
          configMap('b'),
        ]
        const mark = await plane.markAudit()
        const runs = ['run-1', 'run-2'].map((manager) =>
          startSync(plane, ['-f', '-', '-n', namespace, ...app, '--field-manager', manager], {
            input: stream(...objects),
          }),
        )
        const ended = await Promise.all(runs.map((run) => run.ended))
        const requests = await requestsSince(plane, mark)
        assert.ok(turns(requests, managerOf).length <= 2, turns(requests, managerOf).join())
        const codes = ended.map(({ exitCode = 0 }) => exitCode).toSorted((a, b) => a - b)
        assert.ok(codes[0] === 0 && (codes[1] === 5 || codes[1] === 0), codes.join())
        for (const { exitCode, stdout } of ended)
          if (exitCode === 5) assert.match(stdout, /is held by \S+@\S+ \(process \d+\), since 20/)
      }
    },
  )
}

real('a hook that runs for an app is refused to everybody else, before the first write', async (plane) => {
  const [namespace, other] = [await makeNamespace(plane, 'hook-of'), await makeNamespace(plane, 'hook-of-other')]
  const running = job('mig', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '12s' } })
  const input = stream({ ...running, metadata: { ...running.metadata, namespace } })
  const first = startSync(plane, ['-f', '-', '-n', namespace, '--app', 'one'], { input })
  await first.told(/created Job/)
  for (const [args, owner] of [
    [['-n', namespace, '--app', 'two'], ', app one; --take-ownership takes it'],
    [['-n', other, '--app', 'one'], ', app one of another namespace; --take-ownership takes it'],
    [['-n', namespace], ', app one; --app one syncs that application; '],
  ] as const) {
    const second = await startSync(plane, ['-f', '-', ...args], { input }).ended
    assert.is(second.exitCode, 3, second.stdout + second.stderr)
    assert.match(second.stdout, `Job ${namespace}/mig`)
    assert.match(second.stdout, owner)
  }
  const { exitCode, stdout } = await first.ended
  assert.is(exitCode, 0, stdout)
})

real('of two apps that make one object, the second says who has it, and writes nothing onto it', async (plane) => {
  for (let round = 0; round < RACES; round += 1) {
    const namespace = await makeNamespace(plane, `one-object-${round}`)
    const runs = ['one', 'two'].map((app) =>
      startSync(plane, ['-f', '-', '-n', namespace, '--app', app], {
        input: stream(
          job(`mig-${app}`, { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '3s' } }),
          configMap('shared', app),
        ),
      }),
    )
    const ended = await Promise.all(runs.map((run) => run.ended))
    const codes = ended.map(({ exitCode }) => exitCode)
    const winner = codes[0] === 0 ? 'one' : 'two'
    assert.equal(
      codes.toSorted((a = 0, b = 0) => a - b),
      [0, 1],
      ended.map(({ stdout }) => stdout).join('\n'),
    )
    const loser = ended.find(({ exitCode }) => exitCode === 1)?.stdout ?? ''
    assert.match(
      loser,
      new RegExp(`ConfigMap ${namespace}/shared.*it is part of ApplySet .*, app ${winner}; --take-own`),
    )
    assert.equal((await live(plane, 'configmap/shared', '-n', namespace))?.['data'], { value: winner })
  }
})

real('ten runs that wait for the lock all succeed, one after the other', async (plane) => {
  const namespace = await makeNamespace(plane, 'queue')
  const mark = await plane.markAudit()
  const runs = Array.from({ length: 10 }, (_, at) => {
    const args = ['-f', '-', '-n', namespace, '--app', 'queue', '--wait-lock', '2m', '--field-manager', `run-${at}`]
    return startSync(plane, args, { input: stream(configMap('c', `${at}`), configMap('d', `${at}`)) })
  })
  const ended = await Promise.all(runs.map((run) => run.ended))
  for (const { exitCode, stdout, stderr } of ended) assert.is(exitCode, 0, stdout + stderr)
  assert.is(turns(await requestsSince(plane, mark), managerOf).length, 10)
})

real('after kill -9 the next run waits for the lease to run out, and not longer', async (plane) => {
  const namespace = await makeNamespace(plane, 'killed')
  const args = ['-f', '-', '-n', namespace, '--app', 'killed']
  const holder = startSync(plane, args, {
    input: stream(job('long', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '60s' } })),
  })
  await holder.told(/created Job/)
  holder.kill('SIGKILL')
  await holder.ended
  const lease = await live(plane, 'lease/hooksync-killed', '-n', namespace)
  assert.is(field(lease, 'spec', 'leaseDurationSeconds'), LEASE_MS / 1000)
  const renewed = Date.parse(stringField(lease, 'spec', 'renewTime') ?? '')
  const mark = await plane.markAudit()
  const next = await sync(plane, [...args, '--wait-lock', '1m'], { input: stream(configMap('c')) })
  assert.is(next.exitCode, 0, next.stdout + next.stderr)
  // By the server's times: how long a busy machine takes to start a program is no part of it.
  const leases = (await requestsSince(plane, mark)).filter(({ object: asked }) => asked?.resource === 'leases')
  const at = (verb: string): number => Date.parse(leases.find((event) => event.verb === verb)?.received ?? '')
  const [seen, taken] = [at('get'), at('update')]
  assert.ok(taken >= renewed + LEASE_MS, `taken ${taken - renewed} ms after its last renewal`)
  // Another look, or another round of renewals, would be five seconds.
  assert.ok(taken < seen + LEASE_MS + RENEW_MS - 1000, `taken ${taken - seen} ms after it was seen first`)
})

real('the Endpoints that Kubernetes makes for a Service are not pruned while it is there', async (plane) => {
  const namespace = await makeNamespace(plane, 'ends')
  const args = ['-f', '-', '-n', namespace, '--app', 'ends']
  const service = object('Service', 'web', { fields: { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } })
  const outside = object('Endpoints', 'outside')
  const made = await sync(plane, args, { input: stream(service, outside, configMap('c')) })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const { labels = {} } = (await live(plane, 'service/web', '-n', namespace))?.metadata ?? {}
  // As the controller makes them, where it runs.
  const copied = object('Endpoints', 'web', { namespace })
  if ((await live(plane, 'endpoints/web', '-n', namespace)) === undefined)
    await kubectl(plane, ['apply', '-f', '-'], stream({ ...copied, metadata: { ...copied.metadata, labels } }))
  const run = await sync(plane, [...args, '--prune'], { input: stream(service, configMap('c')) })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(
    run.writes.filter((write) => write.startsWith('delete')),
    ['delete endpoints outside'],
  )
  assert.not.match(run.stdout, 'Endpoints ends/web')
})

test.run()
