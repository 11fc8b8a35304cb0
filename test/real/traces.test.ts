// Traces of the built program's runs on a real API server, as a collector on loopback gets them.
// time limit: 120 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventTimes, startCollector, taskTimes } from '../support/collector.ts'
import type { SentSpan } from '../support/collector.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { silentServer } from '../support/silent-server.ts'
import { configMap, deployment, job } from '../support/workloads.ts'
import { makeNamespace, startSync, stream, sync } from './lab.ts'

const test = suite('traces on a real API server')
const real = withControlPlane(test)

function envFor(url: string): Readonly<Record<string, string>> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shop',
    OTEL_SERVICE_NAME: 'deploy-shop',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  }
}

/** The names from the run down to a span. */
function pathOf(spans: readonly SentSpan[], span: SentSpan): string {
  const parent = spans.find(({ id }) => id === span.parentId)
  return parent === undefined ? span.name : `${pathOf(spans, parent)} / ${span.name}`
}

real('the spans of a run are its events, and say what they come from', async (plane) => {
  const namespace = await makeNamespace(plane, 'traced')
  const collector = await startCollector()
  try {
    const failing = job('smoke', { hook: 'PostSync', lab: { 'exit-code': '3', log: 'no answer from web' } })
    const objects = [job('mig', { hook: 'PreSync' }), configMap('settings'), deployment('web'), failing]
    const args = ['-f', '-', '-n', namespace, '-o', 'json']
    const run = await sync(plane, args, { input: stream(...objects), env: envFor(collector.url) })
    assert.is(run.exitCode, 1, run.stdout + run.stderr)
    const spans = collector.spans()
    assert.equal(taskTimes(spans), eventTimes(run.events))
    const paths = spans.map((span) => pathOf(spans, span)).filter((path) => !path.includes('wait for'))
    assert.equal(paths.toSorted(), [
      'sync',
      'sync / PostSync',
      'sync / PostSync / PostSync wave 0',
      `sync / PostSync / PostSync wave 0 / Job ${namespace}/smoke`,
      'sync / PreSync',
      'sync / PreSync / PreSync wave 0',
      `sync / PreSync / PreSync wave 0 / Job ${namespace}/mig`,
      'sync / Sync',
      'sync / Sync / Sync wave 0',
      `sync / Sync / Sync wave 0 / ConfigMap ${namespace}/settings`,
      `sync / Sync / Sync wave 0 / Deployment ${namespace}/web`,
      'sync / dry run',
    ])
    const end = run.events.find((event) => event.type === 'operation-completed')
    const root = spans.find(({ name }) => name === 'sync')
    assert.equal([root?.end, root?.error], [end?.at, 'Failed at PostSync/smoke: exit code 3 "no answer from web"'])
    assert.equal(
      ['service.name', 'deployment.environment.name'].map((name) => collector.resource()[name]),
      ['deploy-shop', 'test'],
    )
    assert.is(collector.requests[0]?.headers['x-tenant'], 'shop')
  } finally {
    collector.close()
  }
})

real('a run that is interrupted sends its trace', async (plane) => {
  const namespace = await makeNamespace(plane, 'traced-stop')
  const collector = await startCollector()
  try {
    const input = stream(job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } }))
    const running = startSync(plane, ['-f', '-', '-n', namespace, '--grace=0s'], { input, env: envFor(collector.url) })
    await running.told(/created Job/)
    running.kill('SIGTERM')
    const run = await running.ended
    assert.is(run.exitCode, 143, run.stdout + run.stderr)
    const root = collector.spans().find(({ name }) => name === 'sync')
    assert.equal([root?.attributes['error.type'], root?.parentId], ['interrupted', undefined])
  } finally {
    collector.close()
  }
})

real('an interrupted run ends within two seconds, also where a collector never answers', async (plane) => {
  const namespace = await makeNamespace(plane, 'traced-dead')
  const collector = await silentServer()
  try {
    const input = stream(job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } }))
    const env = envFor(`http://127.0.0.1:${collector.port}`)
    const running = startSync(plane, ['-f', '-', '-n', namespace, '--grace=0s'], { input, env })
    await running.told(/created Job/)
    const at = performance.now()
    running.kill('SIGTERM')
    const run = await running.ended
    assert.is(run.exitCode, 143, run.stdout + run.stderr)
    assert.match(run.stderr, /^warning: the trace was not sent to [^]*: there is no answer$/m)
    const took = performance.now() - at
    // Two seconds, and as many again for a busy machine.
    assert.ok(took < 4_000, `${took} ms`)
  } finally {
    collector.close()
  }
})

test.run()
