// A lock that somebody gives up by hand: who hears of it, what the run that had it does, and what the next one finds.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UsageError } from '../../src/errors.ts'
import { unlock } from '../../src/inventory/unlock.ts'
import { field, stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('unlock')

const MIGRATION = job('mig', { hook: 'PreSync', lab: { 'run-for': '40s' } })
const SYNC = '-f - --app shop'
/** A run of another pipeline: by its name it is known from the first. */
const OTHER = { env: { CI_JOB_URL: 'https://ci.example.com/2' } }
const UNLOCK = 'unlock --app shop --reason the-runner-is-gone'

const lease = ({ lab }: Session): KubeObject | undefined => lab.snapshot().find(({ kind }) => kind === 'Lease')

/** A Lease as a run has left it that was killed so many seconds ago. */
const leftBy = (session: Session, holder: string, seconds: number): KubeObject => {
  const time = new Date(session.lab.clock.now() - seconds * 1000).toISOString().replace('Z', '000Z')
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'hooksync-shop', namespace: 'demo', labels: { kept: 'yes' } },
    spec: { holderIdentity: holder, leaseDurationSeconds: 15, acquireTime: time, renewTime: time },
  }
}

test('the run that had it stops, says who and why, and the next one has it at once', async () => {
  const session = createSession()
  const first = session.run(SYNC, [MIGRATION, configMap('late')])
  await session.lab.clock.sleep(7000)
  const given = await session.run(UNLOCK)
  assert.is(given.exitCode, 0, given.stderr)
  assert.match(
    given.stdout,
    /^Lease demo\/hooksync-shop is free: it was held by \S+@\S+ \(process \d+\), since 20\S+Z\n {2}that run still renews it: it stops when it next does, within 5 seconds, and says why\n$/,
  )
  assert.is(field(lease(session), 'spec', 'holderIdentity'), '')
  const began = session.lab.clock.now()
  const next = session.run(SYNC, [configMap('c')], OTHER)
  const lost = await first
  assert.ok(session.lab.clock.now() - began <= 5000)
  assert.is(lost.exitCode, 5, lost.stdout)
  assert.match(lost.stdout, /the lock demo\/hooksync-shop was given up by hand, 20\S+ by \S+@\S+: the-runner-is-gone/)
  assert.not(lost.writes.includes('created ConfigMap/late'))
  assert.is((await next).exitCode, 0)
  await session.lab.clock.sleep(15_000)
  assert.is((await session.run(SYNC, [configMap('c')])).exitCode, 0)
  assert.is(lease(session), undefined)
})

test('when another run has it by then, both are told, and its lock is left alone', async () => {
  const session = createSession()
  const first = session.run(SYNC, [MIGRATION])
  await session.lab.clock.sleep(6000)
  await session.run(UNLOCK)
  const second = session.run(SYNC, [job('mig2', { hook: 'PreSync', lab: { 'run-for': '40s' } })], OTHER)
  const { stdout } = await first
  assert.match(
    stdout,
    /was given up by hand, 20\S+ by \S+: the-runner-is-gone; then taken by \S+@\S+ \(process \d+\), https:\/\/ci/,
  )
  assert.ok(lease(session), 'the second run keeps it')
  assert.is((await second).exitCode, 0)
})

test('a run that ends before it finds out does not delete the lock of the next', async () => {
  const session = createSession()
  const first = session.run(SYNC, [job('short', { hook: 'PreSync', lab: { 'run-for': '6s' } })])
  await session.lab.clock.sleep(5500)
  await session.run(UNLOCK)
  const second = session.run(SYNC, [MIGRATION], OTHER)
  await first
  await session.lab.clock.sleep(10_000)
  assert.ok(lease(session))
  assert.is((await second).exitCode, 0)
})

test('the lock of a run that is gone is given up and told so, and nothing else of the Lease is lost', async () => {
  const session = createSession()
  await session.lab.put([leftBy(session, 'ci@gone\n::error::x', 600)])
  const given = await session.run(UNLOCK)
  assert.match(given.stdout, 'it was held by ci@gone ::error::x, since')
  assert.match(given.stdout, '\n  nobody has renewed it of late: that run is gone\n')
  assert.equal(lease(session)?.metadata.labels, { kept: 'yes' })
  const began = session.lab.clock.now()
  assert.is((await session.run(SYNC, [configMap('c')])).exitCode, 0)
  assert.ok(session.lab.clock.now() - began < 1000, 'nobody waits for it to run out')
})

test('where there is no lock that is said, and it is no fault', async () => {
  const session = createSession()
  const none = 'nothing to unlock: nobody holds Lease demo/hooksync-shop'
  const absent = `${none}; there is no inventory of app shop: ConfigMap demo/hooksync-shop is not there\n`
  const first = await session.run(UNLOCK)
  assert.equal([first.exitCode, first.screen, first.writes], [0, absent, []])
  await session.run(SYNC, [configMap('c')])
  await session.lab.put([leftBy(session, '', 600)])
  assert.is((await session.run(UNLOCK)).stdout, `${none}\n`)
  const { stdout, exitCode } = await session.run('unlock -f - --reason x', [configMap('c')])
  assert.is(stdout, 'nothing to unlock: without an app only hooks have a lock, and there are none\n')
  assert.is(exitCode, 0)
})

test('without an app it is the lock of the hooks of the manifests', async () => {
  const session = createSession()
  const run = session.run('-f -', [MIGRATION])
  await session.lab.clock.sleep(2000)
  const given = await session.run('unlock -f - --reason x', [MIGRATION, configMap('other')])
  assert.match(given.stdout, /^Lease demo\/hooksync-hooks-[0-9a-f]{16} is free/)
  assert.is((await run).exitCode, 5)
})

for (const words of [
  'unlock --app shop',
  'unlock --app shop --reason=',
  'unlock --reason x',
  'unlock --prune --reason x',
]) {
  test(`kubectl hooksync ${words} is wrong usage`, async () => {
    const error = await createSession()
      .run(words)
      .then(
        ({ exitCode }) => exitCode,
        (thrown: unknown) => thrown,
      )
    assert.ok(error === 2 || error instanceof UsageError)
  })
}

test('a renewal in between is met, a new holder is not', async () => {
  for (const [holder, expected] of [
    ['ci@one', 'ci@one'],
    ['ci@two', 'Lease demo/hooksync-shop was taken by ci@two meanwhile'],
  ] as const) {
    const session = createSession()
    await session.lab.put([leftBy(session, 'ci@one', 0)])
    let times = 0
    const cluster: typeof session.lab.cluster = {
      ...session.lab.cluster,
      patch: async (ref, patch, options) => {
        times += 1
        const body = { metadata: { labels: { renewed: 'yes' } }, spec: { holderIdentity: holder } }
        if (times === 1) await session.lab.patch('Lease', 'hooksync-shop', body)
        return session.lab.cluster.patch(ref, patch, options)
      },
    }
    const unlocking = { by: 'ann@laptop', reason: 'x', fieldManager: 'hooksync' }
    const name = { namespaces: ['demo'], name: 'hooksync-shop' }
    const outcome = await unlock({ cluster, clock: session.lab.clock }, name, unlocking).then(
      (unlocked) => unlocked?.holder,
      (error: unknown) => (error instanceof Error ? error.message : undefined),
    )
    assert.is(outcome, expected)
    assert.is(stringField(lease(session), 'spec', 'holderIdentity'), holder === 'ci@one' ? '' : 'ci@two')
  }
})

test.run()
