// The lock of a deployment: who is held up by whom, and for how long.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { stringField } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('lock')

const MIGRATION = job('mig', { hook: 'PreSync', lab: { 'run-for': '20s' } })
const SYNC = '-f - --app shop'

const lease = ({ lab }: Session): KubeObject | undefined => lab.snapshot().find(({ kind }) => kind === 'Lease')

/** A Lease that a run has left which was killed. */
const leftBy = (session: Session, name: string, seconds: number): KubeObject => {
  const time = new Date(session.lab.clock.now() - seconds * 1000).toISOString().replace('Z', '000Z')
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'demo' },
    spec: { holderIdentity: 'ci@gone', leaseDurationSeconds: 15, acquireTime: time, renewTime: time },
  }
}

test('the second of two runs of an app ends with 5 and says who and since when; the first goes on', async () => {
  const session = createSession()
  const first = session.run(SYNC, [MIGRATION])
  await session.lab.clock.sleep(2000)
  const second = await session.run(SYNC, [configMap('c')])
  assert.is(second.exitCode, 5)
  assert.match(second.stdout, /Lease demo\/hooksync-shop is held by \S+@\S+ \(process \d+\), since 20\d\d-/)
  assert.match(
    second.stdout,
    '(--wait-lock=5m waits for it; a killed run lets go after 15 seconds; to end one that hangs: kubectl hooksync unlock --app shop -n demo --reason TEXT)',
  )
  assert.equal(second.writes, [])
  assert.is((await first).exitCode, 0)
  assert.is(lease(session), undefined, 'it is given back')
})

test('who has waited is told how long, and what gives the lock up: the command of the same manifests', async () => {
  const session = createSession()
  const first = session.run('-f -', [job('mig', { hook: 'PreSync', lab: { 'run-for': '60s' } })])
  await session.lab.clock.sleep(2000)
  const second = await session.run('-f - --wait-lock=20s', [job('mig', { hook: 'PreSync' })])
  assert.is(second.exitCode, 5)
  assert.match(
    second.stdout,
    'Z (waited for 20.0s; a killed run lets go after 15 seconds; to end one that hangs: kubectl hooksync unlock -f - -n demo --reason TEXT)',
  )
  await first
})

test('the command that gives the lock up says which cluster and which manifests it is about', async () => {
  const session = createSession()
  const hook = job('mig', { hook: 'PreSync', lab: { 'run-for': '60s' } })
  const words = '-f - -l !canary --include=*.yaml --context prod --kubeconfig /etc/kube --as jo -n demo'
  const first = session.run(words, [hook])
  await session.lab.clock.sleep(2000)
  const second = await session.run(words, [hook])
  assert.is(second.exitCode, 5, second.stdout + second.stderr)
  assert.match(
    second.stdout,
    "unlock -f - --include '*.yaml' -l '!canary' -n demo --context prod --kubeconfig /etc/kube --as jo --reason TEXT)",
  )
  await first
})

test('what ends a run before its plan is told as its end, as any other', async () => {
  const session = createSession()
  const first = session.run(SYNC, [MIGRATION])
  await session.lab.clock.sleep(2000)
  const held = await session.run(`${SYNC} -o json`, [configMap('c')])
  assert.match(
    held.stdout,
    /"type":"operation-completed",.*"message":"Lease demo\/hooksync-shop is held by .*"reason":"locked"/,
  )
  await first
  const away = createSession({
    faults: {
      beforeRequest: ({ key: { kind } }) =>
        kind === 'Lease' || kind === 'ConfigMap'
          ? new ClusterError('the key has run out', { reason: 'Unauthorized', status: 401 })
          : undefined,
    },
  })
  for (const words of [SYNC, `${SYNC} --lock=off`, '-f -']) {
    const run = await away.run(`${words} -o json`, [MIGRATION])
    assert.is(run.exitCode, 4, run.stdout)
    assert.equal(run.writes, [])
    assert.match(run.stdout, /"type":"operation-completed",.*"message":".*the key has run out.*"reason":"cluster"/)
  }
})

test('a signal and the end of the time while another run has the lock are ends as well', async () => {
  const session = createSession()
  const first = session.run(SYNC, [MIGRATION])
  await session.lab.clock.sleep(1000)
  const stop = new AbortController()
  const waiting = session.run(`${SYNC} --wait-lock 5m -o json`, [configMap('c')], { signal: stop.signal })
  await session.lab.clock.sleep(1000)
  stop.abort('SIGTERM')
  const ended = await waiting
  assert.is(ended.exitCode, 143)
  assert.match(ended.stdout, /"type":"operation-completed",.*"reason":"interrupted"/)
  const late = await session.run(`${SYNC} --wait-lock 5m --timeout 3s -o json`, [configMap('c')])
  assert.is(late.exitCode, 6)
  assert.match(
    late.stdout,
    /"type":"operation-completed",.*"message":"waiting for the lock: Lease demo\/hooksync-shop is held by .*","reason":"timeout"/,
  )
  assert.is((await first).exitCode, 0)
})

test('a signal while the lock is on its way leaves none behind', async () => {
  for (const at of [1, 150, 299]) {
    const delay = ({ key, verb }: SimulatedRequest): number => (key.kind === 'Lease' && verb === 'create' ? 300 : 0)
    const session = createSession({ faults: { delay } })
    const stop = new AbortController()
    const began = session.lab.clock.now()
    const run = session.run(SYNC, [configMap('c')], { signal: stop.signal })
    await session.lab.clock.sleep(at)
    stop.abort('SIGHUP')
    assert.is((await run).exitCode, 129)
    // The process is gone then: what is still under way nobody gives back.
    assert.ok(session.lab.clock.now() - began >= 300)
    assert.is(lease(session), undefined, `${at}`)
    assert.is((await session.run(SYNC, [configMap('c')])).exitCode, 0)
  }
})

/** A session whose namespace is on its way out, held by one ConfigMap. */
async function leaving(): Promise<Session> {
  const session = createSession({ namespaces: ['default', 'demo'] })
  const hold = configMap('hold')
  await session.lab.put([{ ...hold, metadata: { ...hold.metadata, finalizers: ['lab.example.com/hold'] } }])
  await session.lab.remove('Namespace', 'demo')
  return session
}

for (const mode of ['auto', 'required']) {
  test(`in a namespace that is being deleted nothing is said of rights, and nothing is locked (${mode})`, async () => {
    const session = await leaving()
    const refused = await session.run(`${SYNC} --lock=${mode}`, [configMap('c')])
    assert.equal([refused.exitCode, refused.writes], [3, []], refused.stdout)
    assert.match(refused.stdout, 'because it is being terminated\n')
    assert.match(refused.stdout.replaceAll(/\s+/g, ' '), /hint: .* sync again with --create-namespace/)
    assert.not.match(refused.stdout, 'role')
    assert.not.match(refused.stdout, 'would not be noticed')
    const brought = session.run(`${SYNC} --lock=${mode} --create-namespace`, [MIGRATION])
    await session.lab.clock.sleep(3000)
    await session.lab.patch('ConfigMap', 'hold', { metadata: { finalizers: null } })
    await session.lab.clock.sleep(3000)
    assert.ok(lease(session), 'locked once there is a namespace again')
    const ended = await brought
    assert.is(ended.exitCode, 0, ended.stdout)
    assert.not.match(ended.stdout, 'would not be noticed')
  })
}

test('without an app only who runs the same hooks is held up', async () => {
  const session = createSession()
  const first = session.run('-f -', [MIGRATION, configMap('c')])
  await session.lab.clock.sleep(2000)
  assert.is((await session.run('-f -', [MIGRATION, configMap('d')])).exitCode, 5)
  assert.is((await session.run('-f -', [job('other', { hook: 'PreSync' })])).exitCode, 0)
  assert.is((await session.run('-f -', [configMap('e')])).exitCode, 0)
  assert.is((await session.run('plan -f -', [MIGRATION])).exitCode, 0)
  assert.is((await session.run('-f - --dry-run=server', [MIGRATION])).exitCode, 0)
  assert.is((await first).exitCode, 0)
})

test('where nothing could run twice there is no lock', async () => {
  const session = createSession()
  const run = session.run('-f - --no-hooks', [MIGRATION, configMap('c')])
  let seen = false
  const looking = (async () => {
    for (let turn = 0; turn < 50; turn += 1) {
      seen ||= lease(session) !== undefined
      await Promise.resolve()
    }
  })()
  await Promise.all([run, looking])
  assert.not(seen)
})

test('--wait-lock waits, tells, and goes on as soon as the lock is free', async () => {
  const session = createSession()
  const first = session.run(SYNC, [MIGRATION])
  await session.lab.clock.sleep(2000)
  const began = session.lab.clock.now()
  const second = await session.run(`${SYNC} --wait-lock 5m`, [configMap('c')])
  assert.is(second.exitCode, 0, second.stdout + second.stderr)
  assert.match(second.stdout, 'waiting for the lock: Lease demo/hooksync-shop is held by')
  const waited = session.lab.clock.now() - began
  assert.ok(waited >= 17_000 && waited < 20_000, `${waited}`)
  assert.is((await first).exitCode, 0)
})

test('--wait-lock ends with 5 when its time is over', async () => {
  const session = createSession()
  const first = session.run(SYNC, [MIGRATION])
  await session.lab.clock.sleep(1000)
  const began = session.lab.clock.now()
  assert.is((await session.run(`${SYNC} --wait-lock 7s`, [configMap('c')])).exitCode, 5)
  assert.is(session.lab.clock.now() - began, 7000)
  await first
})

for (const [what, seconds, most] of [
  ['that has just been killed', 1, 15_000],
  ['that was killed long ago', 600, 8000],
] as const) {
  test(`the lock of a run ${what} is taken when it has run out, not later`, async () => {
    const session = createSession()
    await session.lab.put([leftBy(session, 'hooksync-shop', seconds)])
    const began = session.lab.clock.now()
    const run = await session.run(`${SYNC} --wait-lock 1m`, [configMap('c')])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    const waited = session.lab.clock.now() - began
    assert.ok(waited <= most, `${waited}`)
  })
}

test('in a namespace that comes with the run the lock is taken once it is there', async () => {
  const session = createSession({ namespaces: ['default'] })
  const run = session.run(`${SYNC} --create-namespace -n fresh`, [MIGRATION])
  await session.lab.clock.sleep(5000)
  assert.is(lease(session)?.metadata.namespace, 'fresh')
  assert.ok(session.lab.live('ConfigMap', 'hooksync-shop'))
  assert.is((await run).exitCode, 0)
})

for (const [mode, exitCode] of [
  ['auto', 0],
  ['required', 4],
] as const) {
  test(`without the right to Leases --lock=${mode} ends with ${exitCode}, and says so`, async () => {
    const forbidden = new ClusterError('leases is forbidden', { reason: 'Forbidden', status: 403 })
    const session = createSession({
      faults: { beforeRequest: ({ verb, key }) => (verb === 'create' && key.kind === 'Lease' ? forbidden : undefined) },
    })
    const run = await session.run(`${SYNC} --lock=${mode}`, [configMap('c')])
    assert.is(run.exitCode, exitCode, run.stdout + run.stderr)
    assert.match(run.stdout + run.stderr, 'Lease demo/hooksync-shop, cannot be taken')
    assert.is((run.stdout + run.stderr).includes('; --lock=auto goes on without it'), mode === 'required')
  })
}

for (const verb of ['create', 'update'] as const) {
  test(`a lock whose ${verb} got no answer is ours all the same`, async () => {
    const lost = new ClusterError('no answer', { reason: 'Unreachable', unsure: true, failure: 'broken' })
    let times = 0
    const session = createSession({
      faults: {
        afterRequest: (request) => {
          if (request.verb !== verb || request.key.kind !== 'Lease' || times > 0) return undefined
          times += 1
          return lost
        },
      },
    })
    const run = await session.run(SYNC, [MIGRATION])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.is(times, 1)
    assert.is(lease(session), undefined)
  })
}

test('--lock=off takes none', async () => {
  const session = createSession()
  await session.lab.put([leftBy(session, 'hooksync-shop', 0)])
  assert.is((await session.run(`${SYNC} --lock=off`, [configMap('c')])).exitCode, 0)
  assert.is(stringField(lease(session), 'spec', 'holderIdentity'), 'ci@gone')
})

test.run()
