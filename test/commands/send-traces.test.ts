// Traces: the spans that a collector gets are the run as its events tell it, with the parent from outside and without any Secret.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HooksyncError } from '../../src/errors.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { eventTimes, spanTree, startCollector, taskTimes } from '../support/collector.ts'
import type { Collector } from '../support/collector.ts'
import { createSession } from '../support/command-session.ts'
import { planted, plantedIn } from '../support/planted.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite<{ collector: Collector }>('traces of a run')

test.before.each(async (context) => {
  context.collector = await startCollector()
})

test.after.each(({ collector }) => collector.close())

const JSON_ENV = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }

async function traced(collector: Collector, objects: readonly KubeObject[], words = '-f -', env = {}) {
  const session = createSession()
  const run = await session.run(`${words} -o json`, objects, {
    env: { ...JSON_ENV, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env },
  })
  const events = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SyncEvent)
  return { ...run, session, events }
}

test('a run is one trace of phases, waves, tasks and what they waited for, at the times of its events', async ({
  collector,
}) => {
  const objects = [job('mig', { hook: 'PreSync' }), configMap('settings'), deployment('web')]
  const { exitCode, events } = await traced(collector, objects)
  assert.is(exitCode, 0)
  const spans = collector.spans()
  assert.equal(spanTree(spans), [
    'sync 0-1035',
    '  PreSync 0-1005',
    '    PreSync wave 0 0-1005',
    '      Job demo/mig 0-1005',
    '        wait for completion 0-5',
    '        wait for completion 5-1005',
    '  dry run 0-0',
    '  Sync 1005-1035',
    '    Sync wave 0 1005-1035',
    '      Deployment demo/web 1005-1035',
    '        wait for health 1005-1015',
    '        wait for health 1015-1025',
    '        wait for health 1025-1035',
    '      ConfigMap demo/settings 1005-1005',
  ])
  assert.equal(taskTimes(spans), eventTimes(events))
  assert.is(new Set(spans.map(({ traceId }) => traceId)).size, 1)
  assert.equal(
    collector.requests.map(({ path, headers }) => [path, headers['content-type']]),
    [['/v1/traces', 'application/json']],
  )
})

test('spans and what they come from have the names that OpenTelemetry has for them', async ({ collector }) => {
  await traced(collector, [job('mig', { hook: 'PreSync' })], '-f - --revision abc')
  const of = (name: string) => collector.spans().find((span) => span.name === name)?.attributes
  assert.equal(of('sync'), {
    'k8s.namespace.name': 'demo',
    'hooksync.revision': 'abc',
    'hooksync.dry_run': 'none',
    'deployment.status': 'succeeded',
  })
  assert.equal(of('Job demo/mig'), {
    'k8s.namespace.name': 'demo',
    'k8s.job.name': 'mig',
    'hooksync.resource.group': 'batch',
    'hooksync.resource.kind': 'Job',
    'hooksync.resource.name': 'mig',
    'hooksync.phase': 'PreSync',
    'hooksync.wave': 0,
    'hooksync.hook': true,
    'hooksync.action': 'apply',
    'hooksync.outcome': 'Succeeded',
    'hooksync.critical_path': true,
    'hooksync.changes': { values: [{ stringValue: 'created' }] },
    'code.file.path': '<stdin>',
    'code.line.number': 1,
  })
  assert.is(collector.resource()['service.name'], 'kubectl-hooksync')
})

test('a failure is an error with its cause, from the hook up to the run; what was not run has no span', async ({
  collector,
}) => {
  const failing = job('mig', { hook: 'PreSync', lab: { 'exit-code': '3', log: 'no such table' } })
  const { exitCode, events } = await traced(collector, [failing, configMap('settings')])
  assert.is(exitCode, 1)
  const cause = 'container "main" exited with code 3: no such table'
  assert.equal(errorsOf(collector), [
    ['sync', 'Failed at PreSync/mig: exit code 3 "no such table"'],
    ['PreSync', 'Job demo/mig failed'],
    ['PreSync wave 0', 'Job demo/mig failed'],
    ['Job demo/mig', cause],
  ])
  assert.equal(taskTimes(collector.spans()), eventTimes(events))
})

test('a run that is out of time, refused, or never gets to a cluster is sent, too', async ({ collector }) => {
  const endless = job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } })
  assert.is((await traced(collector, [endless], '-f - --timeout 20s')).exitCode, 6)
  const wrong = { kind: 'ConfigMap', metadata: { name: 'a' } } as unknown as KubeObject
  assert.is((await traced(collector, [wrong])).exitCode, 3)
  const surroundings = {
    env: { ...JSON_ENV, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    connect: () => Promise.reject(new HooksyncError('nobody answers', { exitCode: 4 })),
  }
  assert.is((await createSession().run('-f -', [configMap('a')], surroundings)).exitCode, 4)
  const why =
    'running: 1 active, 0 succeeded, 0 failed of backoffLimit 0 ← Pod mig-x Running ← container "main" still runs'
  assert.equal(errorsOf(collector), [
    ['sync', 'Cluster not usable: nobody answers'],
    ['sync', 'Refused: 1 error; nothing was touched'],
    ['sync', 'Out of time at PreSync/mig: container "main" still runs'],
    ['PreSync', 'Job demo/mig was not finished'],
    ['PreSync wave 0', 'Job demo/mig was not finished'],
    ['Job demo/mig', `not finished: ${why}`],
  ])
  const reasons = collector
    .spans()
    .flatMap(({ name, attributes }) => (name === 'sync' ? [attributes['error.type']] : []))
  assert.equal(reasons, ['timeout', 'invalid', 'cluster'])
})

test('a delete is one, too; a rehearsal is no deployment, and none', async ({ collector }) => {
  const env = { ...JSON_ENV, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
  const session = createSession()
  await session.run('-f -', [configMap('a')])
  assert.is((await session.run('rehearse -f -', [configMap('a')], { env })).exitCode, 0)
  assert.is((await session.run('plan -f -', [configMap('a')], { env })).exitCode, 0)
  assert.is(collector.requests.length, 0)
  assert.is((await session.run('delete -f - --yes', [configMap('a')], { env })).exitCode, 0)
  assert.is(collector.spans().find(({ parentId }) => parentId === undefined)?.name, 'delete')
})

test('a run within another trace is a part of it, and is left out where that is', async ({ collector }) => {
  const trace = '0af7651916cd43dd8448eb211c80319c'
  await traced(collector, [configMap('a')], '-f -', { TRACEPARENT: `00-${trace}-b7ad6b7169203331-01` })
  const root = collector.spans().find(({ name }) => name === 'sync')
  assert.equal([root?.traceId, root?.parentId], [trace, 'b7ad6b7169203331'])
  await traced(collector, [configMap('a')], '-f -', { TRACEPARENT: `00-${trace}-b7ad6b7169203331-00` })
  assert.is(collector.requests.length, 1)
})

test('no value of a Secret and no escape sequence is in it', async ({ collector }) => {
  const value = planted('traces')
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: value } }
  const log = `\u001b[31mpsql: password ${value} is wrong`
  const leaking = job('mig', { hook: 'PreSync', lab: { 'exit-code': '3', log } })
  await traced(collector, [secret, leaking])
  const body = collector.requests[0]?.body.toString() ?? ''
  assert.match(body, 'is wrong')
  assert.equal([plantedIn(body), body.includes(value), body.includes('\\u001b')], [[], false, false])
})

test('Protocol Buffers are sent unless JSON is asked for', async ({ collector }) => {
  await traced(collector, [configMap('settings')], '-f -', { OTEL_EXPORTER_OTLP_PROTOCOL: undefined })
  const [request] = collector.requests
  assert.is(request?.headers['content-type'], 'application/x-protobuf')
  assert.match(request?.body.toString('latin1') ?? '', 'ConfigMap demo/settings')
})

/** What failed, the last first: a span is sent after those within it. */
function errorsOf(collector: Collector): readonly (readonly [string, string])[] {
  return collector
    .spans()
    .flatMap(({ name, error }) => (error === undefined ? [] : [[name, error.replace(/mig-\w{5}/, 'mig-x')] as const]))
    .toReversed()
}

test.run()
