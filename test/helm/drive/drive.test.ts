// The drive on the simulated cluster: what Helm is answered, without Helm.
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../../src/cluster/simulated/simulated-cluster.ts'
import type { SimulatedCluster } from '../../../src/cluster/simulated/simulated-cluster.ts'
import type { ObjectRef } from '../../../src/cluster/port.ts'
import { drive } from '../../../src/helm/drive/drive.ts'
import type { DriveAnswer, DriveOrders, DriveRequest } from '../../../src/helm/drive/drive-request.ts'
import { readStream } from '../../../src/helm/stream/stream.ts'
import type { KubeObject } from '../../../src/manifest/kube-object.ts'

const test = suite('drive')

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n'
const HOOK = `apiVersion: v1
kind: ConfigMap
metadata: {name: before, annotations: {argocd.argoproj.io/hook: PreSync}}
`

const ORDERS: DriveOrders = {
  subcommand: 'upgrade',
  storage: 'secret',
  timeoutMs: 60_000,
  createNamespace: false,
  installIfMissing: true,
  replaceName: false,
  noHooks: false,
  takeOwnership: false,
  validate: true,
  forceConflicts: false,
  forceReplace: false,
  serverSide: 'auto',
  rollbackOnFailure: false,
}

interface Driven {
  readonly answer: DriveAnswer
  readonly log: string
  /** What was written, in order, without the lock. */
  readonly writes: readonly string[]
}

async function driven(
  world: SimulatedCluster,
  text: string,
  request: Partial<Omit<DriveRequest, 'orders'>> & { readonly orders?: Partial<DriveOrders> } = {},
): Promise<Driven> {
  let log = ''
  const mark = world.audit.length
  const output = { isTTY: false, columns: 100, write: (part: string) => void (log += part) }
  const answer = await drive(
    {
      major: 4,
      release: 'demo',
      namespace: 'default',
      stream: readStream(Buffer.from(text)),
      reading: undefined,
      revision: 'abcdef0',
      ...request,
      orders: { ...ORDERS, ...request.orders },
    },
    {
      cluster: world.cluster,
      clock: world.clock,
      ticker: () => () => undefined,
      progress: {
        screen: undefined,
        log: output,
        logPath: '/logs/demo.log',
        logName: '~/demo.log',
        close: () => undefined,
      },
      holder: 'me',
      signal: new AbortController().signal,
      check: () => undefined,
      version: 'test',
      env: {},
    },
  )
  const writes = world.audit
    .slice(mark)
    .filter(({ dryRun, code, kind }) => !dryRun && code < 300 && kind !== 'Lease')
    .map(({ verb, kind, name }) => `${verb} ${kind}/${name}`)
  return { answer, log, writes }
}

function revision(version: number, status: string): KubeObject {
  const record = JSON.stringify({ name: 'demo', namespace: 'default', version, info: { status }, manifest: '' })
  const release = Buffer.from(gzipSync(record).toString('base64')).toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `sh.helm.release.v1.demo.v${version}`,
      namespace: 'default',
      labels: { owner: 'helm', name: 'demo', status, version: String(version) },
    },
    data: { release },
  }
}

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

test('a lock that another run holds is no failure of the release', async () => {
  const world = createSimulatedCluster()
  const now = new Date(world.clock.now()).toISOString().replace('Z', '000Z')
  world.seed([
    {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'hooksync-demo', namespace: 'default' },
      spec: { holderIdentity: 'other', leaseDurationSeconds: 15, acquireTime: now, renewTime: now },
    },
  ])
  const { answer, writes } = await driven(world, CONFIG_MAP)
  assert.match(answer.stdout, 'hooksync: Lease default/hooksync-demo is held by other, since ')
  assert.not.match(answer.stdout, 'SyncFailed')
  assert.equal(writes, [])
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

const MIGRATION = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec:
  template:
    metadata: {annotations: {lab/run-for: 60s}}
    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
`

/** What somebody does to the lock while the migration runs, and what the drive says of it. */
const LOSSES: readonly (readonly [string, (world: SimulatedCluster, ref: ObjectRef) => Promise<unknown>, string])[] = [
  [
    'taken over',
    async ({ cluster }, ref) => {
      const body = { spec: { holderIdentity: 'other' } }
      await cluster.patch(ref, { type: 'merge', body }, { fieldManager: 'other' })
    },
    'the lock default/hooksync-demo was taken by other',
  ],
  [
    'deleted',
    async ({ cluster }, ref) => cluster.delete(ref, { propagation: 'Background' }),
    'the lock default/hooksync-demo was deleted by somebody',
  ],
]

for (const [what, lose, message] of LOSSES) {
  test(`a lock that is ${what} in the middle stops the drive before its next step`, async () => {
    const world = createSimulatedCluster()
    const type = await world.cluster.resolve({ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' })
    if (type === undefined) throw new Error('no Leases')
    const losing = world.clock
      .sleep(2000)
      .then(() => lose(world, { type, namespace: 'default', name: 'hooksync-demo' }))
    const { answer, log, writes } = await driven(world, `${MIGRATION}---\n${CONFIG_MAP}`)
    await losing
    assert.match(log, `${message}: no further work is started\n`)
    assert.match(log, 'still running in the cluster: Job default/migrate')
    assert.not.ok(writes.includes('apply ConfigMap/settings'), writes.join())
    assert.match(answer.stdout, message)
    assert.match(answer.stdout, 'kind: SyncFailed')
  })
}

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
