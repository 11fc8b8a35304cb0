// Random plans, fates and troubles: whatever happens, the promises of a run are kept. FC_SEED repeats a run of this test.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import type { Faults } from '../../src/cluster/simulated/faults.ts'
import { ClusterError } from '../../src/errors.ts'
import { createLab } from '../support/run-sync.ts'
import type { Happening, Lab } from '../support/run-sync.ts'
import { breaches } from './invariants.ts'
import type { WatchedRun } from './invariants.ts'
import { randomRun } from './random-plans.ts'
import type { RandomRun, Trouble } from './random-plans.ts'

const test = suite('promises')

const TIMEOUT_MS = 120_000

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)

test(`all promises are kept in 400 random runs (seed ${seed})`, async () => {
  const property = fc.asyncProperty(randomRun, async (random) => {
    const found = breaches(await perform(random))
    assert.equal(found, [])
  })
  await fc.assert(property, { seed, numRuns: 400 })
})

async function perform(random: RandomRun): Promise<WatchedRun> {
  let calm = true
  const lab = createLab({ faults: faultsOf(random, () => calm) })
  try {
    if (random.leftovers) await lab.sync(random.objects, { options: { timeoutMs: 60_000 } })
    await hold(lab, random)
    calm = false
    const begun: { at: number; what: string }[] = []
    const run = await lab.sync(random.objects, {
      options: { timeoutMs: TIMEOUT_MS, concurrency: random.concurrency, waveDelayMs: random.waveDelayMs },
      happenings: random.trouble.flatMap((one) => happeningsOf(one, random)),
      through: (cluster) => noting(cluster, (what) => begun.push({ at: lab.clock.now(), what })),
    })
    const signals = random.trouble.flatMap((one) => (one.kind === 'signal' ? [one.at] : []))
    return { ...run, begun, signalAt: signals.length === 0 ? undefined : Math.min(...signals), timeoutMs: TIMEOUT_MS }
  } finally {
    lab.stop()
  }
}

/** Refuses real writes of some objects, and makes every request take its time. */
function faultsOf({ trouble, latency }: RandomRun, isCalm: () => boolean): Faults {
  const refused = new Set(trouble.flatMap((one) => (one.kind === 'refused' ? [`o${one.of}`] : [])))
  return {
    delay: () => (isCalm() ? 0 : latency),
    beforeRequest: ({ key, verb, dryRun, user }) =>
      user === 'hooksync' && !isCalm() && !dryRun && verb === 'apply' && refused.has(key.name)
        ? new ClusterError('refused after all', { reason: 'Forbidden', status: 403 })
        : undefined,
  }
}

/** A finalizer of somebody's on what is there already. */
async function hold(lab: Lab, random: RandomRun): Promise<void> {
  for (const one of random.trouble) {
    const object = one.kind === 'held-by-finalizer' ? random.objects[one.of] : undefined
    const name = object?.metadata.name ?? ''
    if (object === undefined || lab.live(object.kind, name) === undefined) continue
    await lab.patch(object.kind, name, { metadata: { finalizers: ['example.com/hold'] } })
  }
}

function happeningsOf(trouble: Trouble, random: RandomRun): readonly Happening[] {
  const object = 'of' in trouble ? random.objects[trouble.of] : undefined
  const { kind = '', metadata } = object ?? {}
  const name = metadata?.name ?? ''
  switch (trouble.kind) {
    case 'signal':
      return [{ at: trouble.at, what: ({ signal }) => signal('SIGINT') }]
    case 'history-lost':
      return [{ at: trouble.at, what: ({ lab }) => lab.forgetHistory() }]
    case 'deleted-by-hand':
      return [{ at: trouble.at, what: ({ lab }) => lab.live(kind, name) && lab.remove(kind, name) }]
    case 'held-by-finalizer':
      return [
        {
          at: trouble.until,
          what: ({ lab }) => lab.live(kind, name) && lab.patch(kind, name, { metadata: { finalizers: null } }),
        },
      ]
    case 'cut-off': {
      let resume = (): void => {}
      return [
        {
          at: trouble.at,
          what: ({ lab }) => {
            resume = lab.interruptWatches('the connection was lost')
          },
        },
        { at: trouble.at + trouble.lasts, what: () => resume() },
      ]
    }
    case 'refused':
      return []
    default:
      return trouble satisfies never
  }
}

/** Notes each real write as it begins. */
function noting(cluster: Cluster, note: (what: string) => void): Cluster {
  return {
    ...cluster,
    apply: (type, object, options) => {
      if (options.dryRun !== true) note(`apply ${type.kind}/${object.metadata.name}`)
      return cluster.apply(type, object, options)
    },
    create: (type, object, options) => {
      if (options.dryRun !== true) note(`create ${type.kind}/${object.metadata.name}`)
      return cluster.create(type, object, options)
    },
    patch: (ref, patch, options) => {
      if (options.dryRun !== true) note(`patch ${ref.type.kind}/${ref.name}`)
      return cluster.patch(ref, patch, options)
    },
    delete: (ref, options) => {
      if (options.dryRun !== true) note(`delete ${ref.type.kind}/${ref.name}`)
      return cluster.delete(ref, options)
    },
  }
}

test.run()
