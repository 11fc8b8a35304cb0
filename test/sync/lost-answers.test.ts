// Writes that may have been carried out: looked for before anything is sent again, and never told as nothing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { Lab, SyncRun } from '../support/run-sync.ts'
import { present } from '../report/present-plain.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('lost answers')

const TTL = { spec: { ttlSecondsAfterFinished: 0 } }
const migration = job('mig', { hook: 'PreSync', ...TTL })
const set = [migration, configMap('c'), job('sf', { hook: 'SyncFail' })]

/** `silent`: after the write its caller waits for so long, and then the connection is closed. */
interface Loss {
  readonly name: string
  readonly carriedOut: boolean
  readonly silent?: number
  readonly times?: number
  /** It is carried out only when somebody has looked for it and found nothing. */
  readonly late?: true
  readonly error?: ClusterError
}

const CLOSED = new ClusterError('the server closed the connection', { reason: 'Unreachable', unsure: true })
const INTERNAL = new ClusterError('etcdserver: request timed out', { reason: 'ServerError', status: 500, unsure: true })

/** Loses answers to the real writes of one name. */
function losing(lab: Lab, { name, carriedOut, silent = 0, times = 1, late, error = CLOSED }: Loss) {
  return (cluster: Cluster): Cluster => {
    let left = times
    let onLook: (() => Promise<void>) | undefined
    const lost = async <T>(
      key: string | undefined,
      dryRun: boolean | undefined,
      write: () => Promise<T>,
    ): Promise<T> => {
      if (key !== name || dryRun === true || left === 0) return write()
      left -= 1
      if (late === true) onLook = async () => void (await write())
      if (carriedOut) await write()
      await lab.clock.sleep(silent)
      throw error
    }
    return {
      ...cluster,
      get: async (ref) => {
        const found = await cluster.get(ref)
        const comes = ref.name === name ? onLook : undefined
        if (comes === undefined) return found
        onLook = undefined
        await comes()
        return found
      },
      apply: (ref, object, how) => lost(object.metadata.name, how.dryRun, () => cluster.apply(ref, object, how)),
      create: (ref, object, how) => lost(object.metadata.name, how.dryRun, () => cluster.create(ref, object, how)),
      patch: (ref, patch, how) => lost(ref.name, how.dryRun, () => cluster.patch(ref, patch, how)),
      delete: (ref, how) => lost(ref.name, how.dryRun, () => cluster.delete(ref, how)),
    }
  }
}

const changes = (run: SyncRun): readonly string[] =>
  told(run, 'resource-applied').map(({ key, change }) => `${key.name} ${change}`)

const ends = (run: SyncRun): readonly string[] =>
  told(run, 'task-completed').map(({ key, outcome }) => `${key.name} ${outcome}`)

for (const policy of [OUR_POLICY, ARGO_POLICY]) {
  const how = policy === ARGO_POLICY ? ', --argo-compat' : ''

  test(`a hook that came, ran and went before its lost answer was missed is not made again${how}`, async () => {
    const lab = createLab()
    const through = losing(lab, { name: 'mig', carriedOut: true, silent: 20_000 })
    const run = await lab.sync(set, { through, options: { policy } })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['create Job/mig', 'create ConfigMap/c'])
    assert.equal(changes(run), ['mig created', 'c created'])
    assert.equal(ends(run).slice(0, 1), ['mig Succeeded'])
    assert.equal(warnings(run), [
      'mig: sent, and no answer came (the server closed the connection): looking what became of it',
    ])
  })

  test(`a hook that is made a moment after it was looked for is this run's own${how}`, async () => {
    const lab = createLab()
    const through = losing(lab, { name: 'mig', carriedOut: false, late: true })
    const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '1m' } }), ...set.slice(1)], {
      through,
      options: { policy },
    })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['create Job/mig', 'create ConfigMap/c'])
    assert.equal(ends(run).slice(0, 1), ['mig Succeeded'])
  })

  test(`a hook that runs when its answer is missed is this run's own${how}`, async () => {
    const lab = createLab()
    const through = losing(lab, { name: 'mig', carriedOut: true, error: INTERNAL })
    const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '1m' } }), ...set.slice(1)], {
      through,
      options: { policy },
    })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['create Job/mig', 'create ConfigMap/c'])
    assert.is(told(run, 'resource-applied')[0]?.uid, lab.live('Job', 'mig')?.metadata.uid)
    assert.ok(run.took >= 60_000)
  })

  test(`what was certainly not made is sent again${how}`, async () => {
    const lab = createLab()
    const run = await lab.sync(set, {
      through: losing(lab, { name: 'mig', carriedOut: false, times: 3 }),
      options: { policy },
    })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['create Job/mig', 'create ConfigMap/c'])
    assert.is(warnings(run).filter((text) => text.startsWith('mig: it is not there, and never was')).length, 3)
  })

  test(`when it is refused each time and was never there, the hook has failed and SyncFail hooks run${how}`, async () => {
    const lab = createLab()
    const through = losing(lab, { name: 'mig', carriedOut: false, times: 100, error: INTERNAL })
    const run = await lab.sync(set, { through, options: { policy } })
    assert.is(run.exitCode, 1)
    assert.equal(written(run), ['create Job/sf'])
    assert.is(told(run, 'apply-failed')[0]?.message, INTERNAL.message)
  })

  test(`an old object that the list did not show is not an object of this run: deleted, and made anew${how}`, async () => {
    const lab = createLab()
    const old = await lab.sync([job('mig', { hook: 'PreSync' })], { options: { policy } })
    assert.is(old.exitCode, 0)
    await lab.clock.sleep(60_000)
    const before = lab.live('Job', 'mig')?.metadata.uid
    const run = await lab.sync([job('mig', { hook: 'PreSync' })], { through: staleLists, options: { policy } })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['delete Job/mig', 'create Job/mig'])
    const uid = lab.live('Job', 'mig')?.metadata.uid
    assert.is.not(uid, before)
    assert.is(told(run, 'resource-applied').at(-1)?.uid, uid)
    assert.match(warnings(run)[0] ?? '', /^mig: there is one that was not seen before, made 20\S+ by kubectl-hooksync/)
  })
}

test("a hook that was on its way out when it was looked at is this run's own, and its result counts", async () => {
  const lab = createLab()
  const held = { ...migration, metadata: { ...migration.metadata, finalizers: ['example.com/hold'] } }
  const lossy = losing(lab, { name: 'mig', carriedOut: true, silent: 20_000 })
  const through = (cluster: Cluster): Cluster => ({
    ...lossy(cluster),
    get: async (...args) => {
      const found = await cluster.get(...args)
      assert.ok(found?.metadata.deletionTimestamp !== undefined)
      await lab.patch('Job', 'mig', { metadata: { finalizers: null } })
      return found
    },
  })
  const run = await lab.sync([held, configMap('c')], { through })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.is(lab.live('Job', 'mig'), undefined)
  assert.equal(written(run), ['create Job/mig', 'create ConfigMap/c'])
})

test('an old object that the list did not show, and a lost answer: still no object of this run', async () => {
  const lab = createLab()
  await lab.sync([job('mig', { hook: 'PreSync' })])
  await lab.clock.sleep(60_000)
  const lossy = losing(lab, { name: 'mig', carriedOut: false })
  const run = await lab.sync([job('mig', { hook: 'PreSync' })], { through: (cluster) => lossy(staleLists(cluster)) })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['delete Job/mig', 'create Job/mig'])
})

test('a hook without BeforeHookCreation that the list did not show is applied onto, and told as not run again', async () => {
  const lab = createLab()
  const hook = job('mig', { hook: 'PreSync', policy: 'HookFailed' })
  await lab.sync([hook])
  const run = await lab.sync([hook], { through: staleLists })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), [])
  assert.match(warnings(run).at(-1) ?? '', /NOT run again/)
})

test('where nobody can look, the end says what may be there, and no SyncFail hook meets it', async () => {
  const lab = createLab()
  const lossy = losing(lab, { name: 'mig', carriedOut: true, times: 100 })
  let gone = false
  const through = (cluster: Cluster): Cluster => {
    const inner = lossy(cluster)
    return {
      ...inner,
      apply: async (...args) => {
        gone ||= args[2].dryRun !== true
        return inner.apply(...args)
      },
      get: async (...args) => {
        if (gone) throw CLOSED
        return inner.get(...args)
      },
    }
  }
  const run = await lab.sync(set, { through })
  assert.is(run.exitCode, 4)
  assert.equal(written(run), ['create Job/mig'])
  assert.equal(
    told(run, 'write-unanswered').map(({ key, message }) => `${key.name}: ${message}`),
    ['mig: sent, and no answer came: it may be there'],
  )
  assert.equal(present(run.events, 'normal', 200).split('\n').slice(-7, -2), [
    '         not known: Job demo/mig (PreSync wave 0): sent, and no answer came: it may be there',
    '           see: kubectl -n demo describe job/mig',
    '         not run: 1 task (Sync 1)',
    '         objects: 1 sent without an answer',
    '         time: PreSync 0ms',
  ])
})

test('where history is lost, nothing is sent again', async () => {
  const lab = createLab()
  const lossy = losing(lab, { name: 'mig', carriedOut: true, silent: 20_000 })
  const through = (cluster: Cluster): Cluster => ({
    ...lossy(cluster),
    watch: (type, options) => {
      if (options.until === 'now') throw new ClusterError('too old resource version', { reason: 'Gone', status: 410 })
      return cluster.watch(type, options)
    },
  })
  const run = await lab.sync(set, { through })
  assert.is(run.exitCode, 4)
  assert.equal(written(run), ['create Job/mig'])
  assert.match(run.summary.message, /^Job demo\/mig was sent, and no answer came: it may be there/)
})

test('a delete whose answer is lost is looked for, too', async () => {
  const lab = createLab()
  await lab.sync([migrationThatStays])
  const through = losing(lab, { name: 'mig', carriedOut: true, error: INTERNAL })
  const run = await lab.sync([migrationThatStays], { through })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['delete Job/mig', 'create Job/mig'])
})

test('a delete that was lost with its answer is sent once more, and fails the hook only then', async () => {
  for (const [times, exitCode] of [
    [1, 0],
    [2, 1],
  ] as const) {
    const lab = createLab()
    await lab.sync([migrationThatStays])
    const through = losing(lab, { name: 'mig', carriedOut: false, times, error: INTERNAL })
    const run = await lab.sync([migrationThatStays], { through })
    assert.is(run.exitCode, exitCode, run.summary.message)
    assert.equal(written(run), times === 1 ? ['delete Job/mig', 'create Job/mig'] : [])
  }
})

const migrationThatStays = job('mig', { hook: 'PreSync' })

/** Lists as they were before anything was there; their version is of then, too. */
function staleLists(cluster: Cluster): Cluster {
  return {
    ...cluster,
    list: async (type, selection, how) => {
      if (type.kind !== 'Job') return cluster.list(type, selection, how)
      return { items: [], resourceVersion: '1' }
    },
  }
}

test.run()
