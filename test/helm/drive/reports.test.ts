// What a drive is told to beside Helm: a CI system, a page and logs, also where it is refused before its sync begins.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DriveWorld } from '../../../src/helm/drive/drive-request.ts'
import { junitReport } from '../../../src/report/ci/junit.ts'
import { createCiRecord, recordEvent } from '../../../src/report/ci/ci-record.ts'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import type { SyncEvent } from '../../../src/sync/events.ts'
import { memoryOutput } from '../../report/build-events.ts'
import { CONFIG_MAP, driven, revision } from './driven.ts'

const test = suite('reports of a drive')

const CI: DriveWorld['ci'] = {
  system: 'github',
  pathOf: () => undefined,
  junit: undefined,
  summary: undefined,
  warn: () => undefined,
}

const BAD_HOOK =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {argocd.argoproj.io/hook: PreSinc}}\n'

const HELD = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'hooksync-demo', namespace: 'default' },
  spec: {
    holderIdentity: 'other',
    leaseDurationSeconds: 3600,
    acquireTime: '2100-01-01T00:00:00.000000Z',
    renewTime: '2100-01-01T00:00:00.000000Z',
  },
}

const UNKNOWN_KIND = 'apiVersion: nobody.example/v1\nkind: Never\nmetadata: {name: never}\n'

const REFUSALS = [
  ['a bad annotation', [], BAD_HOOK, {}, '<stdin>:3 "PreSinc" is not a hook type', 'invalid'],
  ['a pending release', [revision(1, 'pending-upgrade')], CONFIG_MAP, {}, 'release demo is pending-upgrade', 'invalid'],
  ['a lock that is held', [HELD], CONFIG_MAP, {}, 'Lease default/hooksync-demo is held by other', 'locked'],
  ['a missing namespace', [], CONFIG_MAP, { namespace: 'new' }, 'namespace new does not exist', 'invalid'],
  ['a kind that nobody serves', [], UNKNOWN_KIND, {}, 'UNKNOWN_KIND', 'invalid'],
  [
    'the same in a namespace to be made',
    [],
    UNKNOWN_KIND,
    { namespace: 'new', orders: { createNamespace: true } },
    'UNKNOWN_KIND',
    'invalid',
  ],
] as const

for (const [what, objects, text, request, told, reason] of REFUSALS) {
  test(`${what} refuses a drive, and a CI system, JUnit and the page hear of it`, async () => {
    const world = createSimulatedCluster()
    world.seed([...objects])
    const screen = memoryOutput()
    const events: SyncEvent[] = []
    const page = { event: (event: SyncEvent) => void events.push(event), end: () => undefined }
    const { writes } = await driven(world, text, request, { ci: CI, screen, page })
    assert.equal(writes, [])
    const marks = screen.text.split('\n').filter((line) => line.startsWith('::error'))
    assert.is(marks.length, 1, screen.text)
    assert.match(marks[0] ?? '', told)
    const ends = events.filter((event) => event.type === 'operation-completed')
    assert.equal(
      ends.map((end) => end.reason),
      [reason],
    )
    const record = createCiRecord()
    for (const event of events) recordEvent(record, event)
    assert.match(
      junitReport(record, () => undefined),
      /<testsuites name="kubectl-hooksync" tests="[1-9]\d*" failures="[01]" errors="[01]"/,
    )
    assert.match(
      junitReport(record, () => undefined),
      /<(?:failure|error) message=/,
    )
  })
}

const FAILING = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {lab/run-for: 1s, lab/exit-code: "1", lab/log: "begins\\nno such table"}}
    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
`

test('logs of hooks are told on the screen and in the log where that is asked for, and kept', async () => {
  const kept: string[] = []
  const keep = ({ text }: { readonly text: string }): undefined => void kept.push(text)
  const screen = memoryOutput()
  const { log } = await driven(createSimulatedCluster(), FAILING, {}, { screen, logs: { which: 'hooks', keep } })
  assert.equal(kept, ['begins', 'no such table'])
  for (const text of [screen.text, log]) assert.match(text, /^ +\d\.\ds +migrate-\w+\/main \| no such table$/m)
  const silent = memoryOutput()
  await driven(createSimulatedCluster(), FAILING, {}, { screen: silent })
  assert.is(/^ +\d\.\ds +migrate-\w+\/main \|/m.test(silent.text), false)
})

test('a page is told what the release writes over', async () => {
  const world = createSimulatedCluster()
  const metadata = {
    name: 'settings',
    namespace: 'default',
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'demo', 'meta.helm.sh/release-namespace': 'default' },
  }
  world.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'old' } }])
  const events: SyncEvent[] = []
  const page = { event: (event: SyncEvent) => void events.push(event), end: () => undefined }
  await driven(world, CONFIG_MAP, { orders: { forceConflicts: true } }, { page })
  const told = events.flatMap((event) => (event.type === 'differences-found' ? event.objects : []))
  const fields = told.flatMap((object) => object.fields).filter(({ field }) => field === 'data.a')
  assert.equal(fields, [{ field: 'data.a', managers: ['seed'], from: '"old"', to: '"b"', taken: true }])
})

test('what cannot be written or sent is said before the verdict, whose lines are last', async () => {
  const screen = memoryOutput()
  const closePage = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    screen.write('warning: the trace was not sent\n')
  }
  await driven(createSimulatedCluster(), FAILING, {}, { screen, closePage })
  const [verdict = '', log] = screen.text.trimEnd().split('\n').slice(-2)
  // What the summary says above its last line belongs to the verdict.
  assert.match(screen.text, /^warning: the trace was not sent\n +[\d.]+s  failed: /m)
  assert.match(verdict, /^ +Failed in /)
  assert.is(log, 'kubectl-hooksync: log ~/demo.log')
})

test('after a failure the verdict is followed by the log alone: what failed has been told', async () => {
  const screen = memoryOutput()
  await driven(createSimulatedCluster(), FAILING, {}, { screen })
  const [verdict = '', log] = screen.text.trimEnd().split('\n').slice(-2)
  assert.match(verdict, /^ +Failed in \d\.\ds at PreSync\/migrate: exit code 1 "no such table" · /)
  assert.is(log, 'kubectl-hooksync: log ~/demo.log')
})

test.run()
