// What the built program says when the cluster or the way to it is wrong: one clear message, exit code 4, no write.
import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { tlsFile } from '../support/fake-api-server.ts'
import { object } from '../support/objects.ts'
import { inFolder, kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('wrong world')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

const INPUT = stream(configMap('settings'))

/** The sentence at the end of the run, which says why. */
const ending = (stdout: string): string =>
  /(?:Cluster not usable after|Refused in|Failed in) [\d.]+m?s: (.*) · nothing was written\n$/.exec(stdout)?.[1] ??
  stdout

real('no kubeconfig', async (plane) => {
  const run = await sync(plane, ['-f', '-'], { input: INPUT, env: { KUBECONFIG: '/nonexistent/config' } })
  assert.is(
    run.stderr,
    'error: no kubeconfig: /nonexistent/config does not exist\n  set KUBECONFIG, or give --kubeconfig FILE\n',
  )
  assert.is(run.stdout, '')
  assert.is(run.exitCode, 4)
})

real('a context that is not there', async (plane) => {
  const run = await sync(plane, ['-f', '-', '--context', 'labb'], { input: INPUT })
  assert.is(run.stderr, 'error: context "labb" is not in the kubeconfig\n  did you mean "lab"?\n')
  assert.is(run.exitCode, 4)
})

real('a server that refuses the connection', async (plane) => {
  // Port 1 is nobody's.
  const run = await sync(plane, ['-f', '-', '--server', 'https://127.0.0.1:1'], { input: INPUT })
  assert.is(
    ending(run.stdout),
    'https://127.0.0.1:1 refused the connection (is the cluster running, and is the address of the context right?)',
  )
  assert.is(run.exitCode, 4)
})

real('a certificate that another authority has signed', (plane) =>
  inFolder(async (folder) => {
    const config = JSON.parse(await readFile(plane.kubeconfigPath, 'utf8'))
    const authority = await readFile(tlsFile('server.crt'))
    config.clusters[0].cluster['certificate-authority-data'] = authority.toString('base64')
    writeFileSync(`${folder}/config`, JSON.stringify(config))
    const run = await sync(plane, ['-f', '-', '--kubeconfig', `${folder}/config`], { input: INPUT })
    assert.is(
      ending(run.stdout),
      `the certificate of ${plane.server} is signed by an authority that is not trusted (check certificate-authority and tls-server-name of the cluster in the kubeconfig, and the clock of this machine)`,
    )
    assert.is(run.exitCode, 4)
    assert.equal(run.requests, [])
  }),
)

real('401: a token that the server does not know, which is not shown', async (plane) => {
  const run = await sync(plane, ['-f', '-', '--token', 'stolen-token'], { input: INPUT })
  assert.is(
    ending(run.stdout),
    'Unauthorized (the server refused these credentials; log in again or check the user of the context)',
  )
  assert.not.match(run.stdout + run.stderr, 'stolen')
  assert.is(run.exitCode, 4)
  assert.equal(run.writes, [])
})

real('403 on one kind: it is named, whether it may not be read or only not be written', async (plane) => {
  const namespace = await makeNamespace(plane, 'forbidden')
  const env = { KUBECONFIG: await plane.kubeconfigFor('limited') }
  const args = ['-f', '-', '-n', namespace]
  const input = stream(configMap('settings'), job('migrate', { hook: { hook: 'PreSync' } }))
  await allow(plane, namespace, [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }])
  const unread = await sync(plane, args, { input, env })
  assert.is(
    ending(unread.stdout),
    'jobs.batch "migrate" is forbidden: User "limited" cannot list resource "jobs" in API group "batch" in the namespace "forbidden" (ask for a role that allows it; see `kubectl auth can-i --list`)',
  )
  await allow(plane, namespace, [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['*'] },
    { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list', 'watch'] },
  ])
  const unwritten = await sync(plane, args, { input, env })
  assert.match(
    unwritten.stdout,
    '<stdin>:4 Job forbidden/migrate (PreSync wave 0): jobs.batch "migrate" is forbidden: User "limited" cannot patch resource "jobs" in API group "batch" in the namespace "forbidden"\n',
  )
  assert.equal([unread.exitCode, unwritten.exitCode], [4, 4])
  assert.equal([unread.writes, unwritten.writes], [[], []])
  assert.is(await live(plane, 'configmap/settings', '-n', namespace), undefined)
})

real('rights that no dry run proves are found before the first write, all at once', async (plane) => {
  const namespace = await makeNamespace(plane, 'half-forbidden')
  const env = { KUBECONFIG: await plane.kubeconfigFor('limited') }
  const args = ['-f', '-', '-n', namespace]
  const migrate = job('migrate', { hook: { hook: 'PreSync', policy: 'HookSucceeded' } })
  const write = ['get', 'list', 'create', 'patch']
  await allow(plane, namespace, [{ apiGroups: ['', 'batch'], resources: ['configmaps', 'jobs'], verbs: write }])
  const run = await sync(plane, args, { input: stream(configMap('settings'), migrate), env })
  assert.match(
    run.stdout,
    `<stdin>:4:1 MISSING_RIGHT you may not watch jobs.batch/migrate in namespace ${namespace}: Job ${namespace}/migrate could not be awaited\n` +
      `           ask for a role that allows it; kubectl auth can-i watch jobs.batch/migrate -n ${namespace}\n`,
  )
  assert.match(
    run.stdout,
    `<stdin>:4:1 MISSING_RIGHT you may not delete jobs.batch in namespace ${namespace}: Job ${namespace}/migrate could not be deleted\n`,
  )
  assert.is(
    ending(run.stdout),
    `rights are missing: watch jobs.batch/migrate in namespace ${namespace}, delete jobs.batch in namespace ${namespace}`,
  )
  assert.equal([run.exitCode, run.writes], [4, []])
  const planned = await sync(plane, ['plan', ...args], { input: stream(configMap('settings'), migrate), env })
  assert.match(planned.stderr, 'MISSING_RIGHT you may not watch jobs.batch/migrate')
  assert.is(planned.exitCode, 4)
  const single = { apiGroups: ['batch'], resources: ['jobs'], resourceNames: ['migrate'], verbs: ['watch', 'delete'] }
  await allow(plane, namespace, [{ apiGroups: ['', 'batch'], resources: ['configmaps', 'jobs'], verbs: write }, single])
  const named = await sync(plane, [...args, '--dry-run=server'], { input: stream(configMap('settings'), migrate), env })
  assert.is(named.exitCode, 0)
  assert.equal(
    named.requests.filter((request) => request.object?.resource === 'selfsubjectaccessreviews').length,
    3,
    'watch, delete of all, delete of the one',
  )
})

real('a kind that the server does not know', async (plane) => {
  const gadget: KubeObject = { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'g' } }
  const run = await sync(plane, ['-f', '-'], { input: stream(configMap('settings'), gadget) })
  assert.match(
    run.stdout,
    '<stdin>:4:1 UNKNOWN_KIND the server does not know Gadget in example.com/v1 (Gadget default/g)\n',
  )
  assert.is(ending(run.stdout), 'the server does not serve every kind of the manifests')
  assert.is(run.exitCode, 4)
  assert.equal(run.writes, [])
})

real('a field that the server does not know is refused at the gate, with its place', async (plane) => {
  const namespace = await makeNamespace(plane, 'unknown-field')
  const service = object('Service', 'web', { fields: { spec: { ports: [{ port: 80 }], colour: 'red' } } })
  const input = stream(configMap('settings'), service)
  const run = await sync(plane, ['-f', '-', '-n', namespace], { input })
  assert.match(
    run.stdout,
    '<stdin>:4 Service unknown-field/web (Sync wave 0): .spec.colour: field not declared in schema\n',
  )
  assert.is(run.exitCode, 3)
  assert.equal(run.writes, [])
  const lenient = await sync(plane, ['-f', '-', '-n', namespace, '--sync-option', 'Validate=false'], { input })
  assert.match(lenient.stdout, 'warning: Service unknown-field/web: unknown field "spec.colour"\n')
  assert.is(lenient.exitCode, 0)
  assert.equal(lenient.writes, ['create configmaps settings', 'create services web'])
})

real('a namespace that is not there', async (plane) => {
  const run = await sync(plane, ['-f', '-', '-n', 'nowhere'], { input: INPUT })
  assert.match(run.stdout, /<stdin>:2 ConfigMap nowhere\/settings \(Sync wave 0\): namespaces "nowhere" not found\n/)
  assert.match(run.stdout, 'create the namespace first, add it to the manifests, or use --create-namespace\n')
  assert.is(run.exitCode, 3)
  assert.equal(run.writes, [])
})

real('a namespace that only a manifest names: the hint fits, and --create-namespace=all makes both', async (plane) => {
  const elsewhere = object('ConfigMap', 'b', { namespace: 'brought-b' })
  const input = stream(configMap('a'), elsewhere)
  const args = ['-f', '-', '-n', 'brought-a']
  const one = await sync(plane, [...args, '--create-namespace'], { input })
  assert.match(one.stdout, 'create the namespace first, add it to the manifests, or use --create-namespace=all\n')
  assert.equal([one.exitCode, one.writes], [3, []])
  const both = await sync(plane, [...args, '--create-namespace=all'], { input })
  assert.is(both.exitCode, 0)
  assert.equal(both.writes.slice(0, 2), ['create namespaces brought-a', 'create namespaces brought-b'])
  assert.equal(both.writes.slice(2).toSorted(), ['create configmaps a', 'create configmaps b'])
  const again = await sync(plane, [...args, '--create-namespace=all'], { input })
  assert.equal([again.exitCode, again.writes], [0, []])
})

real('a policy and a namespace that is going are refusals, not missing rights', async (plane) => {
  const namespace = await makeNamespace(plane, 'strict')
  await kubectl(plane, ['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'])
  const pod = object('Pod', 'root', {
    fields: { spec: { hostNetwork: true, containers: [{ name: 'a', image: 'a' }] } },
  })
  const refused = await sync(plane, ['-f', '-', '-n', namespace], { input: stream(pod) })
  assert.match(refused.stdout, /pods "root" is forbidden: violates PodSecurity/)
  assert.equal([refused.exitCode, refused.writes], [3, []])
  // Nobody here takes the finalizer of a namespace off.
  const going = await makeNamespace(plane, 'going')
  await kubectl(plane, ['delete', 'namespace', going, '--wait=false'])
  const left = await sync(plane, ['-f', '-', '-n', going], { input: INPUT })
  assert.match(left.stdout, /because it is being terminated/)
  assert.equal([left.exitCode, left.writes], [3, []])
  // Nor can a lock come into it, and no role would allow that.
  for (const lock of ['auto', 'required']) {
    const args = ['-f', '-', '-n', going, '--app', 'shop', `--lock=${lock}`]
    const locked = await sync(plane, args, { input: INPUT })
    assert.equal([locked.exitCode, locked.writes], [3, []], locked.stdout)
    assert.not.match(locked.stdout, /ask for a role|would not be noticed/)
    assert.match(locked.stdout.replaceAll(/\s+/g, ' '), / hint: .*then sync again with --create-namespace/)
  }
})

test.run()

/** Gives the user `limited` these rights in a namespace, and no others. */
async function allow(plane: ControlPlane, namespace: string, rules: readonly object[]): Promise<void> {
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'some' }
  const subject = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'limited' }
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const objects = [
    { apiVersion, kind: 'Role', metadata: { name: 'some', namespace }, rules },
    { apiVersion, kind: 'RoleBinding', metadata: { name: 'some', namespace }, roleRef: role, subjects: [subject] },
  ]
  await kubectl(plane, ['apply', '-f', '-'], objects.map((one) => JSON.stringify(one)).join('\n'))
}
