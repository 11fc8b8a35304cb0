// The words of faults on the command line.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UsageError } from '../../src/errors.ts'
import { formatFault } from '../../src/rehearse/fault.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import type { Fault, FaultName } from '../../src/rehearse/fault.ts'
import { parseFault } from '../../src/rehearse/parse-fault.ts'
import { manifestsOf } from '../support/usual-sync.ts'

const test = suite('parse fault')

const MANIFESTS = manifestsOf(`
{apiVersion: batch/v1, kind: Job, metadata: {name: migrate}}
---
{apiVersion: batch/v1, kind: Job, metadata: {generateName: smoke-, namespace: shop}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {replicas: 2}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
---
{apiVersion: v1, kind: Service, metadata: {name: api}, spec: {ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: edge}, spec: {type: LoadBalancer, ports: [{port: 80}]}}
---
{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: tls}}
`)

const job = { kind: 'Job', name: 'migrate' }

const READ: readonly (readonly [name: FaultName, text: string, fault: Fault, written?: string])[] = [
  ['fail', 'Job/migrate', { do: 'fail', target: job }],
  ['fail', 'Job/migrate@2', { do: 'fail', target: job, attempt: 2 }],
  ['fail', 'job/migrate', { do: 'fail', target: job }, 'Job/migrate'],
  ['fail', 'jobs.batch/migrate', { do: 'fail', target: { ...job, group: 'batch' } }, 'Job.batch/migrate'],
  ['never-ready', 'deploy/api', { do: 'never-ready', target: { kind: 'Deployment', name: 'api' } }, 'Deployment/api'],
  ['fail', 'Job/shop/smoke-', { do: 'fail', target: { kind: 'Job', name: 'smoke-', namespace: 'shop' } }],
  ['fail', 'Certificate/tls', { do: 'fail', target: { kind: 'Certificate', name: 'tls' } }],
  ['never-ready', 'Deployment/api', { do: 'never-ready', target: { kind: 'Deployment', name: 'api' } }],
  ['never-ready', 'Service/edge', { do: 'never-ready', target: { kind: 'Service', name: 'edge' } }],
  ['slow', 'Deployment/api=5m', { do: 'slow', target: { kind: 'Deployment', name: 'api' }, milliseconds: 300_000 }],
  ['slow', 'Job/migrate=1m30s', { do: 'slow', target: job, milliseconds: 90_000 }, 'Job/migrate=90s'],
  ['vanish', 'Job/migrate', { do: 'vanish', target: job, when: 'running' }],
  ['vanish', 'Job/migrate=complete', { do: 'vanish', target: job, when: 'complete' }],
  [
    'reject',
    'ConfigMap/settings=webhook said: a=b',
    { do: 'reject', target: { kind: 'ConfigMap', name: 'settings' }, message: 'webhook said: a=b' },
    'ConfigMap/settings="webhook said: a=b"',
  ],
  ['conflict', 'Deployment/api', { do: 'conflict', target: { kind: 'Deployment', name: 'api' } }],
  ['disconnect', '30s', { do: 'disconnect', milliseconds: 30_000 }],
  ['disconnect', '30s@wave 2', { do: 'disconnect', milliseconds: 30_000, at: { wave: 2 } }, '30s@"wave 2"'],
  ['interrupt', 'wave 2', { do: 'interrupt', at: { wave: 2 } }, '"wave 2"'],
  ['interrupt', 'wave -1', { do: 'interrupt', at: { wave: -1 } }, '"wave -1"'],
  ['interrupt', 'postsync', { do: 'interrupt', at: { phase: 'PostSync' } }, '"PostSync"'],
  ['interrupt', 'Sync wave 2', { do: 'interrupt', at: { phase: 'Sync', wave: 2 } }, '"Sync wave 2"'],
]

for (const [name, text, fault, written = text] of READ) {
  test(`--${name} ${text}`, () => {
    assert.equal(parseFault(name, text, MANIFESTS), fault)
    assert.is(formatFault(fault), `--${name} ${written}`)
  })
}

function refusal(name: FaultName, text: string, manifests: readonly Manifest[]): readonly [string, string | undefined] {
  try {
    parseFault(name, text, manifests)
  } catch (error) {
    assert.ok(error instanceof UsageError)
    return [error.message, error.hint]
  }
  throw new Error('it was taken')
}

const KNOWN = 'Job/migrate, Job/smoke-, Deployment/api, ConfigMap/settings, Service/api, Service/edge, Certificate/tls'

const WRONG: readonly (readonly [name: FaultName, text: string, message: string, hint: string])[] = [
  ['fail', 'Job/migrat', '--fail: no manifest is Job/migrat', 'did you mean Job/migrate?'],
  ['fail', 'Pod/migrate', '--fail: no manifest is Pod/migrate', 'did you mean Job/migrate?'],
  [
    'fail',
    'Job/other/migrate-it-all',
    '--fail: no manifest is Job/other/migrate-it-all',
    `the manifests hold ${KNOWN}`,
  ],
  [
    'fail',
    'migrate',
    '--fail cannot be "migrate"',
    'write --fail KIND/NAME or --fail KIND/NAME@ATTEMPT, e.g. --fail Job/migrate@2',
  ],
  ['fail', 'Job/migrate@0', '--fail cannot be "Job/migrate@0"', 'attempts count from 1'],
  [
    'fail',
    'ConfigMap/settings',
    '--fail ConfigMap/settings: a ConfigMap runs nothing that could fail',
    '--reject ConfigMap/settings="…" lets the server refuse it',
  ],
  [
    'never-ready',
    'Service/api',
    '--never-ready Service/api: a Service is ready as soon as it is written',
    '--reject Service/api="…" lets the server refuse it',
  ],
  [
    'slow',
    'Job/migrate',
    '--slow cannot be "Job/migrate"',
    'write --slow KIND/NAME=DURATION, e.g. --slow Deployment/api=5m',
  ],
  [
    'slow',
    'Job/migrate=5',
    '--slow cannot be "Job/migrate=5"',
    '"5" is not a duration above zero; write it with units, like 90s, 30m or 1h5m',
  ],
  [
    'vanish',
    'Job/migrate=later',
    '--vanish cannot be "Job/migrate=later"',
    'it vanishes while running or when complete',
  ],
  ['interrupt', 'PostSnc', '--interrupt cannot be "PostSnc"', 'did you mean PostSync?'],
  [
    'interrupt',
    '2',
    '--interrupt cannot be "2"',
    'write --interrupt POINT, e.g. --interrupt "wave 2", --interrupt PostSync or --interrupt "Sync wave 2"',
  ],
  [
    'disconnect',
    'soon',
    '--disconnect cannot be "soon"',
    '"soon" is not a duration above zero; write it with units, like 90s, 30m or 1h5m',
  ],
]

for (const [name, text, message, hint] of WRONG) {
  test(`--${name} ${text} is refused`, () => {
    assert.equal(refusal(name, text, MANIFESTS), [message, hint])
  })
}

const DOUBLES = manifestsOf(`
{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: main}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: main}}
---
{apiVersion: v1, kind: Service, metadata: {name: edge}, spec: {type: LoadBalancer, ports: [{port: 80}]}}
---
{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: edge}}
`)

test('of two groups one has to be named', () => {
  for (const text of ['Cluster.postgresql.cnpg.io/main', 'Service./edge', 'Service.serving.knative.dev/edge']) {
    const fault = parseFault('never-ready', text, DOUBLES)
    assert.is(formatFault(fault), `--never-ready ${text}`)
  }
  const target = { kind: 'Cluster', group: 'cluster.x-k8s.io', name: 'main' }
  assert.equal(parseFault('fail', 'cluster.Cluster.x-k8s.io/main', DOUBLES), { do: 'fail', target })
  assert.equal(refusal('fail', 'Cluster/main', DOUBLES), [
    '--fail: Cluster/main is of 2 groups, and only one can be meant',
    'write Cluster.postgresql.cnpg.io/main or Cluster.cluster.x-k8s.io/main',
  ])
  assert.equal(
    refusal('never-ready', 'Service/edge', DOUBLES)[1],
    'write Service./edge or Service.serving.knative.dev/edge',
  )
  assert.equal(
    refusal('fail', 'Cluster.example.com/main', DOUBLES)[0],
    '--fail: no manifest is Cluster.example.com/main',
  )
})

const SOON = manifestsOf(`
{apiVersion: batch/v1, kind: CronJob, metadata: {name: tidy}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: api}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: empty}}
`)

const POINTLESS: readonly (readonly [name: FaultName, text: string, message: string])[] = [
  ['never-ready', 'CronJob/tidy', 'a CronJob is ready as soon as it is written'],
  ['slow', 'CronJob/tidy=1m', 'a CronJob is ready as soon as it is written'],
  ['fail', 'CronJob/tidy', 'no sync waits for the Jobs of a CronJob'],
  ['never-ready', 'PodDisruptionBudget/api', 'a PodDisruptionBudget is ready as soon as it is written'],
  ['vanish', 'ConfigMap/empty=complete', 'a ConfigMap never completes'],
  [
    'conflict',
    'ConfigMap/empty',
    'this ConfigMap has neither replicas nor data, labels or annotations that the other writer could change',
  ],
]

for (const [name, text, message] of POINTLESS) {
  test(`--${name} ${text} is refused, for it can never take effect`, () => {
    const [written = ''] = text.split('=')
    const hint = `--reject ${written}="…" lets the server refuse it`
    assert.equal(refusal(name, text, SOON), [`--${name} ${text}: ${message}`, hint])
  })
}

test.run()
