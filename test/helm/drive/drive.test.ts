// The drive on the simulated cluster: what Helm is answered, without Helm.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { flagsOf } from '../../../src/commands/command.ts'
import { parseFlags } from '../../../src/commands/flags/parse-flags.ts'
import { readConnectionFlags } from '../../../src/commands/flags/sync-flags.ts'
import { connectionWords } from '../../../src/commands/helm/connection-words.ts'
import { pickCommand } from '../../../src/commands/pick-command.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { memoryOutput } from '../../report/build-events.ts'
import { CONFIG_MAP, driven, revision } from './driven.ts'

const test = suite('drive')

const HOOK = `apiVersion: v1
kind: ConfigMap
metadata: {name: before, annotations: {argocd.argoproj.io/hook: PreSync}}
`

test('Secrets that hold the names of the release and its namespace do not hide them', async () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: shop-prod, b: shop-release}\n'
  const world = createSimulatedCluster()
  const orders = { createNamespace: true }
  const { log } = await driven(world, secret, { namespace: 'shop-prod', release: 'shop-release', orders })
  assert.match(log, 'created namespace shop-prod')
})

test('a success gives back what belongs to Helm, and names the log on the way', async () => {
  const world = createSimulatedCluster()
  const { answer, log, writes } = await driven(world, `${HOOK}---\n${CONFIG_MAP}`)
  assert.equal(answer, { stdout: `---\n${CONFIG_MAP}`, stderr: '', exitCode: 0 })
  assert.equal(writes, ['apply ConfigMap/before', 'apply ConfigMap/settings'])
  assert.match(log, 'the phases of demo have run, Helm goes on; log ~/demo.log\n')
  assert.is(
    world.snapshot().find(({ kind }) => kind === 'Lease'),
    undefined,
  )
})

test('a CI system is told on the screen that Helm writes to, and by its summary alone where there is none', async () => {
  const summaries: string[] = []
  const ci = {
    system: 'github' as const,
    pathOf: () => undefined,
    junit: undefined,
    summary: { write: (text: string) => void summaries.push(text) },
    warn: () => undefined,
  }
  const shown = memoryOutput()
  const seen = await driven(createSimulatedCluster(), `${HOOK}---\n${CONFIG_MAP}`, {}, { ci, screen: shown })
  assert.match(shown.text, /^::group::PreSync wave 0: 1 task$/m)
  assert.is(seen.log.includes('::group::'), false)
  assert.is(seen.answer.stdout, `---\n${CONFIG_MAP}`)
  const unseen = await driven(createSimulatedCluster(), CONFIG_MAP, {}, { ci })
  assert.is(unseen.log.includes('::group::'), false)
  assert.equal(
    summaries.map((text) => text.startsWith('### ✅ Succeeded')),
    [true, true],
  )
})

test('a failed install after an uninstall that kept its history goes back to no old revision', async () => {
  const world = createSimulatedCluster()
  world.seed([revision(1, 'superseded', CONFIG_MAP), revision(2, 'uninstalled', CONFIG_MAP)])
  const smoke = `apiVersion: batch/v1
kind: Job
metadata: {name: smoke, annotations: {argocd.argoproj.io/hook: PostSync}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {lab/run-for: 1s, lab/exit-code: "1"}}
    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
`
  const orders = { rollbackOnFailure: true }
  const { answer } = await driven(world, `${CONFIG_MAP}---\n${smoke}`, { major: 3, orders })
  assert.is(answer.rollBackTo, undefined)
  assert.match(answer.stderr, 'deleted what this run had created: ConfigMap default/settings\n')
})

const neverReady = (annotations: string): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, annotations: {${annotations}}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {lab/never-ready: "true"}}
    spec: {containers: [{name: main, image: nginx}]}
`

const AWAITED: readonly (readonly [string, string, Parameters<typeof driven>[2], boolean])[] = [
  ['nothing asked for', neverReady(''), {}, false],
  ['a wave', neverReady('argocd.argoproj.io/sync-wave: "1"'), {}, true],
  ['a wave, --no-wait', neverReady('argocd.argoproj.io/sync-wave: "1"'), { noWait: true }, false],
  ['a hook', `${HOOK}---\n${neverReady('')}`, {}, true],
  ['a hook, --no-hooks', `${HOOK}---\n${neverReady('')}`, { orders: { noHooks: true } }, false],
  [
    'a hook for another event',
    `${HOOK.replace('argocd.argoproj.io/hook: PreSync', 'helm.sh/hook: pre-upgrade')}---\n${neverReady('')}`,
    {},
    false,
  ],
  ['Helm’s own --wait', neverReady(''), { orders: { wait: 'watcher' } }, true],
  ['Helm’s own --wait, --no-wait', neverReady(''), { orders: { wait: 'legacy' }, noWait: true }, false],
]

for (const [what, text, request, isAwaited] of AWAITED) {
  test(`${what}: what ${isAwaited ? 'has no address is awaited' : 'nobody asked to wait for is not awaited'}`, async () => {
    const world = createSimulatedCluster()
    const { answer, log } = await driven(world, text, request)
    if (isAwaited) assert.match(log, 'out of time after 1m')
    else assert.is(answer.stdout.includes('kind: Deployment'), true, log)
    assert.is(log.includes('Helm goes on'), !isAwaited, log)
  })
}

const REFUSALS: readonly (readonly [string, string, Parameters<typeof driven>[2], string])[] = [
  ['a pending release', 'pending-upgrade', {}, 'release demo is pending-upgrade'],
  ['an install of a name that is taken', 'deployed', { orders: { subcommand: 'install' } }, 'release demo is deployed'],
  ['a storage that we cannot read', 'deployed', { orders: { storage: 'sql' } }, 'Helm keeps its releases in sql'],
  [
    '--force-replace with server-side apply',
    'deployed',
    { orders: { forceReplace: true, serverSide: 'true' } },
    'Helm refuses --force-replace together with server-side apply',
  ],
  ['an absent namespace', 'deployed', { namespace: 'nowhere' }, 'namespace nowhere does not exist'],
]

for (const [what, status, request, message] of REFUSALS) {
  test(`${what} is refused before anything is written`, async () => {
    const world = createSimulatedCluster()
    world.seed([revision(1, status)])
    const { answer, writes } = await driven(world, CONFIG_MAP, request)
    assert.match(answer.stdout, `|\n  hooksync: ${message}`)
    assert.match(answer.stdout, '\n  nothing was changed\n  log ~/demo.log\n')
    assert.is(answer.exitCode, 0)
    assert.equal(writes, [])
    assert.is(
      world.snapshot().find(({ kind }) => kind === 'Lease'),
      undefined,
    )
  })
}

test('Helm 3 hears of a refusal by standard error and exit status', async () => {
  const world = createSimulatedCluster()
  const { answer } = await driven(world, CONFIG_MAP, { major: 3, namespace: 'nowhere' })
  assert.is(answer.exitCode, 1)
  assert.is(answer.stdout, '')
  assert.match(answer.stderr, 'namespace nowhere does not exist')
})

/** The lock of another run, renewed so many milliseconds ago. */
function heldLease(world: SimulatedCluster, ago: number): KubeObject {
  const renewTime = new Date(world.clock.now() - ago).toISOString().replace('Z', '000Z')
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'hooksync-demo', namespace: 'default' },
    spec: { holderIdentity: 'other', leaseDurationSeconds: 15, acquireTime: renewTime, renewTime },
  }
}

const CONNECTION = { kubeconfig: "/tmp/ann's/config", context: 'prod', as: 'ann', asGroup: ['ops'] }

/** As a shell splits a line. */
function shellWords(line: string): readonly string[] {
  return execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

test('a lock that another run holds is not a failure of the release', async () => {
  const world = createSimulatedCluster()
  world.seed([heldLease(world, 0)])
  const { answer, writes } = await driven(world, CONFIG_MAP)
  assert.match(answer.stdout, 'hooksync: Lease default/hooksync-demo is held by other, since ')
  assert.match(answer.stdout, 'run Helm again when it has ended; a killed run lets go after 15 seconds; ')
  assert.match(answer.stdout, 'kubectl hooksync unlock --app demo -n default --reason TEXT')
  assert.not.match(answer.stdout, 'SyncFailed')
  assert.equal(writes, [])
})

test('commands that are told lead to the cluster that Helm was told', async () => {
  const words = ['--kubeconfig', "/tmp/ann's/config", '--context', 'prod', '--as', 'ann', '--as-group', 'ops']
  const told = `--kubeconfig '/tmp/ann'\\''s/config' --context prod --as ann --as-group ops`
  assert.equal(connectionWords({ ...CONNECTION, token: 't', caFile: 'ca' }), words)
  const world = createSimulatedCluster()
  const job = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec: {backoffLimit: 0, template: {metadata: {annotations: {lab/run-for: 2h}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
`
  const failed = await driven(world, job, {}, { context: 'prod', connection: words })
  assert.match(failed.log.replace(/\s+/g, ' '), `kubectl ${told} -n default `)
  world.seed([heldLease(world, 0)])
  for (const connection of [words, words.slice(0, 2)]) {
    const { answer } = await driven(world, CONFIG_MAP, {}, { context: 'prod', connection })
    const [, unlock = ''] = /kubectl hooksync (unlock .*) --reason TEXT/.exec(answer.stdout) ?? []
    const [command, args] = pickCommand(shellWords(`${unlock} --reason TEXT`))
    const values = parseFlags(args, flagsOf(command), command.positionals)
    assert.equal(readConnectionFlags(values), {
      ...readConnectionFlags(values),
      kubeconfig: "/tmp/ann's/config",
      context: 'prod',
      namespace: 'default',
    })
  }
})

test('that a lock has run out, and was taken, is told where the drive is told', async () => {
  const world = createSimulatedCluster()
  world.seed([heldLease(world, 60_000)])
  const { answer, log } = await driven(world, CONFIG_MAP)
  assert.is(answer.exitCode, 0)
  assert.match(log, 'kubectl-hooksync: warning: the lock of other has run out: making sure that nobody renews it\n')
  assert.match(log, 'kubectl-hooksync: warning: the lock was taken from other, which did not renew it any more\n')
})

test('which Helm hooks run is said by the release: install, upgrade, or both when asked', async () => {
  const hooks = ['pre-install', 'pre-upgrade'].map(
    (event) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${event}, annotations: {helm.sh/hook: ${event}}}\n`,
  )
  const text = [...hooks, CONFIG_MAP].join('---\n')
  for (const [installed, reading, names] of [
    [false, undefined, ['pre-install', 'settings']],
    [true, undefined, ['pre-upgrade', 'settings']],
    [true, 'both', ['pre-install', 'pre-upgrade', 'settings']],
  ] as const) {
    const world = createSimulatedCluster()
    if (installed) world.seed([revision(1, 'deployed')])
    const { writes } = await driven(world, text, { reading })
    assert.equal(
      writes,
      names.map((name) => `apply ConfigMap/${name}`),
    )
  }
})

test('a release that Helm could not record is refused before anything is written', async () => {
  const world = createSimulatedCluster()
  const text = randomBytes(900_000).toString('base64')
  const { answer, writes } = await driven(world, CONFIG_MAP.replace('{a: b}', `{text: ${text}}`))
  assert.match(answer.stdout, 'hooksync: Helm cannot record this release: a Secret holds 1048576 bytes; ')
  assert.match(answer.stdout, 'HELM_DRIVER=sql has no such limit')
  assert.match(answer.stdout, 'nothing was changed')
  assert.equal(writes, [])
})

test('a release that Helm perhaps cannot record is driven, with a warning', async () => {
  const world = createSimulatedCluster()
  const text = randomBytes(300_000).toString('base64')
  const { answer, log } = await driven(world, CONFIG_MAP.replace('{a: b}', `{text: ${text}}`))
  assert.is(answer.exitCode, 0)
  assert.match(log, 'kubectl-hooksync: warning: Helm may not be able to record this release: a Secret holds 1048576')
})

test.run()
