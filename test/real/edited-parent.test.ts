// Inventories that somebody edited, on a real API server: refused before a write, listed and believed as the message says.
// time limit: 180 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { object } from '../support/objects.ts'
import { kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import { configMap, deployment } from './workload.ts'

const test = suite('edited inventory')
const real = withControlPlane(test)

const KINDS = 'applyset.kubernetes.io/contains-group-kinds'
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces'

const EDITS: readonly (readonly string[])[] = [
  ['annotate', `${KINDS}=`],
  ['annotate', `${KINDS}=ConfigMap`],
  ['annotate', `${KINDS}-`],
  ['annotate', `${NAMESPACES}=`],
  ['annotate', `${NAMESPACES}-`],
  ['annotate', 'hooksync.dev/hook-kinds=Job.batch'],
  ['annotate', 'hooksync.dev/checksum-'],
  ['label', 'applyset.kubernetes.io/id-'],
]

real('whatever is edited, nothing is written, and the message says how to mend it', async (plane) => {
  const [namespace, other] = [await makeNamespace(plane, 'edited'), await makeNamespace(plane, 'edited-too')]
  const args = ['-f', '-', '-n', namespace, '--app', 'shop']
  const there = object('ConfigMap', 'there', { namespace: other, fields: { data: { a: 'b' } } })
  const made = await sync(plane, args, { input: stream(configMap('c'), deployment('old'), there) })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const parent = await live(plane, 'configmap/hooksync-shop', '-n', namespace)
  const { annotations = {}, labels = {} } = parent?.metadata ?? {}
  const put = [`${KINDS}=${annotations[KINDS]}`, `${NAMESPACES}=${annotations[NAMESPACES]}`, 'hooksync.dev/hook-kinds=']
  const edit = async (verb: string, ...words: readonly string[]): Promise<unknown> =>
    kubectl(plane, [verb, '-n', namespace, 'configmap/hooksync-shop', '--overwrite', ...words])
  const input = stream(configMap('c'))
  for (const [verb = '', change = ''] of EDITS) {
    await edit(verb, change)
    for (const [words, manifests] of [
      [[...args], input],
      [[...args, '--prune', '--prune-limit=100%'], input],
      [['plan', ...args, '--prune', '--prune-limit=100%'], input],
      [['delete', ...args.slice(2), '--yes'], ''],
      [['plan', '--delete', ...args.slice(2)], ''],
    ] as const) {
      const run = await sync(plane, words, { input: manifests })
      assert.equal([run.exitCode, run.writes], [3, []], `${change} ${words.join(' ')}: ${run.stdout}${run.stderr}`)
      assert.match(
        run.stdout + run.stderr,
        `the inventory of app shop is in ConfigMap ${namespace}/hooksync-shop, and its`,
      )
    }
    const checksum = `hooksync.dev/checksum=${annotations['hooksync.dev/checksum']}`
    await edit('annotate', ...put, checksum)
    await edit('label', `applyset.kubernetes.io/id=${labels['applyset.kubernetes.io/id']}`)
  }
  const again = await sync(plane, args, { input: stream(configMap('c'), deployment('old'), there) })
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
})

real('a parent that somebody deleted is missed, and --take-ownership begins a new one', async (plane) => {
  const namespace = await makeNamespace(plane, 'missed')
  const args = ['-f', '-', '-n', namespace, '--app', 'shop']
  const input = stream(configMap('c'))
  assert.is((await sync(plane, args, { input: stream(configMap('c'), deployment('old')) })).exitCode, 0)
  await kubectl(plane, ['delete', '-n', namespace, 'configmap/hooksync-shop'])
  const gone = `the inventory of app shop, ConfigMap ${namespace}/hooksync-shop, is gone, though ConfigMap ${namespace}/c bears`
  for (const words of [
    [],
    ['--prune'],
    ['plan'],
    ['rehearse', '--against-cluster'],
    ['delete', '--yes'],
    ['plan', '--delete'],
    ['rehearse', '--delete', '--against-cluster'],
  ]) {
    const run = await sync(plane, [...words, ...args], { input })
    assert.equal([run.exitCode, run.writes], [3, []], `${words.join(' ')}: ${run.stdout}${run.stderr}`)
    assert.match(run.stdout + run.stderr, gone)
  }
  const refused = await sync(plane, args, { input })
  const [, selector = ''] = /paste -sd, -\) -A -l (\S+) lists/.exec(refused.stdout) ?? []
  const listed = await kubectl(plane, ['get', await everyKind(plane), '-A', '-l', selector, '--no-headers'])
  assert.match(listed, 'deployment.apps/old')
  const run = await sync(plane, [...args, '--take-ownership'], { input })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, `${gone} its mark: a new one begins`)
  const again = await sync(plane, args, { input })
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
})

/** What `$(kubectl api-resources --verbs=list -o name | paste -sd, -)` stands for. */
async function everyKind(plane: ControlPlane): Promise<string> {
  const names = await kubectl(plane, ['api-resources', '--verbs=list', '-o', 'name'])
  return names.trim().split('\n').join(',')
}

real(
  'the command of the message lists the members, and --take-ownership believes what is written then',
  async (plane) => {
    const [namespace, other] = [await makeNamespace(plane, 'mend'), await makeNamespace(plane, 'mend-too')]
    const args = ['-f', '-', '-n', namespace, '--app', 'shop', '--prune', '--prune-limit=100%']
    const there = object('ConfigMap', 'there', { namespace: other, fields: { data: { a: 'b' } } })
    const made = await sync(plane, args, { input: stream(configMap('c'), deployment('old'), there) })
    assert.is(made.exitCode, 0, made.stdout + made.stderr)
    const annotate = async (...words: readonly string[]): Promise<unknown> =>
      kubectl(plane, ['annotate', '-n', namespace, 'configmap/hooksync-shop', '--overwrite', ...words])
    await annotate(`${KINDS}=`, `${NAMESPACES}=`)
    const input = stream(configMap('c'))
    const refused = await sync(plane, args, { input })
    const [, selector = ''] = /paste -sd, -\) -A -l (\S+) lists/.exec(refused.stdout) ?? []
    const listed = await kubectl(plane, ['get', await everyKind(plane), '-A', '-l', selector, '--no-headers'])
    const members = listed.split('\n').map((line) => line.split(/\s+/).slice(0, 2).join(' '))
    const wanted = [`${other} configmap/there`, `${namespace} configmap/c`, `${namespace} deployment.apps/old`]
    for (const one of wanted) assert.ok(members.includes(one), listed)
    await annotate(`${KINDS}=ConfigMap,Deployment.apps`, `${NAMESPACES}=${other}`)
    const run = await sync(plane, [...args, '--take-ownership'], { input })
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.equal(run.writes.filter((write) => write.startsWith('delete')).toSorted(), [
      'delete configmaps there',
      'delete deployments old',
    ])
    const again = await sync(plane, args, { input })
    assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
  },
)

real('what kubectl has written since it got the set back is believed when it is taken over again', async (plane) => {
  const namespace = await makeNamespace(plane, 'back')
  const args = ['-f', '-', '-n', namespace, '--app', 'configmaps/both', '--prune', '--prune-limit=100%']
  const made = await sync(plane, args, { input: stream(configMap('a')) })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const tooling = 'applyset.kubernetes.io/tooling=kubectl/v1.36'
  await kubectl(plane, ['annotate', '-n', namespace, 'configmaps/both', '--overwrite', tooling])
  const apply = ['apply', '-n', namespace, '--prune', '--applyset', 'configmaps/both', '--server-side', '-f', '-']
  await kubectl(plane, [...apply, '--force-conflicts'], stream(configMap('a'), deployment('web')))
  const taken = await sync(plane, [...args, '--take-ownership'], { input: stream(configMap('a')) })
  assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
  assert.not.match(taken.stdout, 'edited')
  assert.ok(taken.writes.includes('delete deployments web'), taken.writes.join())
  const again = await sync(plane, args, { input: stream(configMap('a')) })
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
})

real('members of an API whose server is away are not forgotten', async (plane) => {
  const namespace = await makeNamespace(plane, 'away')
  const args = ['-f', '-', '-n', namespace, '--app', 'away']
  const input = stream(configMap('c'))
  assert.is((await sync(plane, args, { input })).exitCode, 0)
  const edit = ['annotate', '-n', namespace, 'configmap/hooksync-away', '--overwrite']
  await kubectl(plane, [...edit, `${KINDS}=ConfigMap,Gone.away.example.com`])
  assert.is((await sync(plane, [...args, '--take-ownership', '--dry-run=server'], { input })).exitCode, 0)
  const service = object('APIService', 'v1.away.example.com', {
    fields: {
      spec: {
        group: 'away.example.com',
        version: 'v1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { name: 'nobody', namespace },
      },
    },
  })
  await kubectl(plane, ['apply', '-f', '-'], stream(service))
  try {
    for (const words of [args, ['delete', '-n', namespace, '--app', 'away', '--yes']]) {
      const run = await sync(plane, [...words, '--take-ownership', '--timeout', '1m'], { input })
      assert.equal([run.exitCode, run.writes], [4, []], run.stdout + run.stderr)
      assert.match(
        run.stdout + run.stderr,
        'the server of away.example.com does not answer: nobody knows whether it serves Gone',
      )
    }
  } finally {
    await kubectl(plane, ['delete', 'apiservice', 'v1.away.example.com'])
  }
  const run = await sync(plane, ['delete', '-n', namespace, '--app', 'away', '--yes', '--take-ownership'])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, 'the inventory names what the server does not serve: Gone.away.example.com')
})

test.run()
