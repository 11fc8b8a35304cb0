// Webhooks that the API server cannot call: no refusal in the gate, tried again while applying; in compat mode as Argo CD.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import type { Faults, SimulatedRequest } from '../../src/simulator/faults.ts'
import { deadWebhook } from '../../src/sync/refusals/webhook.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { Lab } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('webhooks')

const WHY = 'Post "https://check.demo.svc:443/?timeout=10s": dial tcp 10.0.0.7:443: connect: connection refused'
const WORDS = `Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: ${WHY}`

const dead = (name = 'check'): ClusterError =>
  new ClusterError(WORDS.replace('"check.', `"${name}.`), { reason: 'ServerError', status: 500 })

/** A lab whose webhook for these requests answers when `ready` says so. */
const labWith = (asks: (request: SimulatedRequest) => boolean, ready: (lab: Lab) => boolean): Lab => {
  const faults: Faults = { beforeRequest: (request) => (asks(request) && !ready(lab) ? dead() : undefined) }
  const lab: Lab = createLab({ faults })
  return lab
}

const writes =
  (kind: string) =>
  ({ verb, key }: SimulatedRequest): boolean =>
    key.kind === kind && ['create', 'apply', 'patch', 'update', 'delete'].includes(verb)

const isAvailable = (lab: Lab): boolean =>
  JSON.stringify(lab.live('Deployment', 'hook')?.['status'] ?? {}).includes('"availableReplicas":1')

const rows: readonly [message: string, webhook: string | undefined][] = [
  [WORDS, 'webhook "check.example.com"'],
  [
    'Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: no endpoints available for service "check"',
    'webhook "check.example.com"',
  ],
  [
    'conversion webhook for example.com/v1, Kind=Widget failed: Post "https://c.demo.svc:443/": EOF',
    'conversion webhook for example.com/v1, Kind=Widget',
  ],
  ['admission webhook "check.example.com" denied the request: failed calling webhook "other": no', undefined],
  ['Internal error occurred: something else', undefined],
]
for (const [message, webhook] of rows) {
  test(`${message} ${webhook === undefined ? 'is a refusal' : 'is none'}`, () =>
    assert.is(deadWebhook({ reason: 'ServerError', message })?.webhook, webhook))
}

test('the repair of a webhook and what it guards go through in one sync', async () => {
  const lab = labWith(writes('ConfigMap'), isAvailable)
  const run = await lab.sync([deployment('hook'), configMap('guarded', { wave: '1' })])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Deployment/hook', 'create ConfigMap/guarded'])
  assert.equal(warnings(run), [
    `webhook "check.example.com" cannot be called: ${WHY}: not fully checked before it answers: ConfigMap demo/guarded`,
  ])
})

test('in one wave it is tried again until the webhook answers', async () => {
  const lab = labWith(writes('Secret'), isAvailable)
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'guarded' }, stringData: { a: 'x' } }
  const run = await lab.sync([secret, deployment('hook')])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Deployment/hook', 'create Secret/guarded'])
  assert.equal(warnings(run).slice(1), [
    `guarded: webhook "check.example.com" cannot be called: ${WHY}`,
    'webhook "check.example.com" is out of the way',
  ])
  assert.equal(told(run, 'waiting').map(({ message }) => message)[0], 'waiting for admission of /Secret/guarded')
})

/** A lab in which writes that are no dry runs are kept out by the webhook that is named for them, by their kind and which try it is. */
const labOf = (named: (kind: string, tries: number) => string | undefined): Lab => {
  const tries = new Map<string, number>()
  const beforeRequest = ({ key: { kind }, verb, dryRun }: SimulatedRequest): ClusterError | undefined => {
    if (dryRun || (verb !== 'create' && verb !== 'apply')) return undefined
    tries.set(kind, (tries.get(kind) ?? 0) + 1)
    const name = named(kind, tries.get(kind) ?? 0)
    return name === undefined ? undefined : dead(name)
  }
  return createLab({ faults: { beforeRequest } })
}

const cannot = (object: string, name: string): string =>
  `${object}: webhook "${name}.example.com" cannot be called: ${WHY}`
const gone = (name: string): string => `webhook "${name}.example.com" is out of the way`

const turns: readonly [title: string, first: (tries: number) => string][] = [
  ['one behind the other', () => 'one'],
  ['of which the server names any', (tries) => (tries % 2 === 0 ? 'two' : 'one')],
]
for (const [title, first] of turns) {
  test(`two dead webhooks ${title}: neither is told as out of the way before the object is through`, async () => {
    const lab = labOf((_kind, tries) => (tries < 4 ? first(tries) : tries < 7 ? 'two' : undefined))
    const run = await lab.sync([configMap('guarded')])
    assert.equal([run.exitCode, written(run)], [0, ['create ConfigMap/guarded']])
    assert.equal(warnings(run), [cannot('guarded', 'one'), cannot('guarded', 'two'), gone('one'), gone('two')])
  })
}

test('two dead webhooks for an object each: only the one is told as out of the way that is', async () => {
  const lab = labOf((kind, tries) => (kind === 'ConfigMap' ? 'one' : tries < 3 ? 'two' : undefined))
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'other' } }
  const run = await lab.sync([configMap('guarded'), secret], { options: { timeoutMs: 60_000 } })
  assert.equal([run.exitCode, written(run)], [6, ['create Secret/other']])
  assert.equal(warnings(run).toSorted(), [cannot('guarded', 'one'), cannot('other', 'two'), gone('two')])
})

test('a webhook is not told as out of the way when another refusal comes', async () => {
  const refusal = new ClusterError('no', { reason: 'Forbidden', status: 403 })
  let tries = 0
  const beforeRequest = ({ key, verb, dryRun }: SimulatedRequest): ClusterError | undefined => {
    if (dryRun || key.kind !== 'ConfigMap' || (verb !== 'create' && verb !== 'apply')) return undefined
    return (tries += 1) < 3 ? dead('one') : refusal
  }
  const run = await createLab({ faults: { beforeRequest } }).sync([configMap('guarded')])
  assert.is(run.exitCode, 1)
  assert.equal(warnings(run), [cannot('guarded', 'one')])
})

test('a hook that stands in the way of itself is deleted as soon as the webhook answers', async () => {
  let tries = 0
  const lab = labWith(
    ({ verb, key }) => key.kind === 'Job' && verb === 'delete',
    () => (tries += 1) > 3,
  )
  await lab.sync([job('mig', { hook: 'PreSync' })])
  const run = await lab.sync([job('mig', { hook: 'PreSync' })])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['delete Job/mig', 'create Job/mig'])
})

test('a webhook that never answers ends at the time limit, and is named', async () => {
  const lab = labWith(writes('ConfigMap'), () => false)
  const run = await lab.sync([configMap('guarded')], { options: { timeoutMs: 60_000 } })
  assert.equal([run.exitCode, run.took, written(run)], [6, 60_000, []])
  assert.is(warnings(run).filter((one) => one.includes('out of the way')).length, 0)
  assert.is(run.summary.message, 'waiting for admission of /ConfigMap/guarded')
  const [blocker] = told(run, 'timed-out')[0]?.blockers ?? []
  assert.equal(
    [blocker?.what, blocker?.message],
    ['admission', `webhook "check.example.com" cannot be called: ${WHY} ← Service check does not exist`],
  )
})

test('what fails meanwhile ends the sync: nobody waits for a webhook whose Deployment fails', async () => {
  const lab = labWith(writes('Secret'), () => false)
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'guarded' } }
  const failing = job('fails', { lab: { 'exit-code': '1' } })
  const run = await lab.sync([secret, failing, job('tell', { hook: 'SyncFail' })])
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['create Job/fails', 'create Job/tell'])
})

test('in compat mode it is a refusal, as in Argo CD', async () => {
  const lab = labWith(writes('ConfigMap'), () => false)
  const run = await lab.sync([configMap('guarded')], { options: { policy: ARGO_POLICY, wait: false } })
  assert.is(run.exitCode, 1)
  assert.is(run.summary.message, `one or more objects failed to apply, reason: ${WORDS}`)
})

test.run()
