// Whatever judges an object: what it says is the cause of a wait and of a failure, unless something nearer to the cause is found.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HealthStatusCode } from '../../../src/health/health.ts'
import { HEALTH_STATUS_CODES } from '../../../src/health/health.ts'
import { verdict } from '../../../src/health/verdict.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../../src/policy.ts'
import type { Json, KubeObject } from '../../../src/object/kube-object.ts'
import type { SyncOptions } from '../../../src/sync/sync-options.ts'
import { annotate, object } from '../../support/objects.ts'
import { createLab, told } from '../../support/run-sync.ts'
import type { SyncRun } from '../../support/run-sync.ts'

const test = suite('told cause')

const SAID = 'Overheated: the third pump stands still'
const NOTHING = 'nothing tells why'

const TYPES = [
  { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true },
  { group: 'cert-manager.io', version: 'v1', kind: 'Certificate', plural: 'certificates', namespaced: true },
]

/** Goes by an annotation, which an object of any kind has: `Degraded Overheated: …`. */
const ownRule = ({ metadata }: KubeObject): ReturnType<typeof verdict> => {
  const [code = '', ...words] = (metadata.annotations?.['lab.example.com/says'] ?? '').split(' ')
  const status = HEALTH_STATUS_CODES.find((known) => known === code) ?? 'Progressing'
  return verdict(status, undefined, words.join(' ') === '' ? 'at work' : words.join(' '))
}

/** How it is judged, and what somebody writes into an object so that it is that health with those words. */
interface Way {
  readonly options: Partial<SyncOptions>
  readonly kinds: readonly string[]
  readonly body: (status: HealthStatusCode) => Parameters<ReturnType<typeof createLab>['patch']>[2]
}

const own = (policy: SyncOptions['policy']): SyncOptions['policy'] => ({
  ...policy,
  ownRules: { ruleFor: ({ kind }) => (kind === 'Namespace' || kind === 'Event' ? undefined : ownRule) },
})
const annotated: Way['body'] = (status) => ({
  metadata: { annotations: { 'lab.example.com/says': `${status} ${SAID}` } },
})
const [reason = '', message = ''] = SAID.split(': ')
const conditioned =
  (good: string, bad: string): Way['body'] =>
  (status) => ({
    status: {
      conditions: [
        { type: good, status: 'False', reason, message },
        ...(status === 'Degraded' && bad !== good ? [{ type: bad, status: 'True', reason, message }] : []),
      ],
    },
  })

const podTemplate = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main', image: 'x' }] } }
const FIELDS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  Certificate: { apiVersion: 'cert-manager.io/v1' },
  Deployment: { spec: { selector: { matchLabels: { app: 'x' } }, template: podTemplate } },
  Job: { spec: { template: { spec: { ...podTemplate.spec, restartPolicy: 'Never' } } } },
}
const EVERY_KIND = ['Widget', 'Certificate', 'ConfigMap', 'Deployment', 'Job']
const WAYS: Readonly<Record<string, Way>> = {
  'own rules': { options: { policy: own(OUR_POLICY) }, kinds: EVERY_KIND, body: annotated },
  "own rules, Argo CD's way": {
    options: { policy: own(ARGO_POLICY), degradedGraceMs: 0, wait: true },
    kinds: EVERY_KIND,
    body: annotated,
  },
  'own rules, no others': {
    options: { policy: own(OUR_POLICY), customHealth: false, unknownHealth: 'kstatus' },
    kinds: EVERY_KIND,
    body: annotated,
  },
  kstatus: { options: { unknownHealth: 'kstatus' }, kinds: ['Widget'], body: conditioned('Ready', 'Stalled') },
  'a rule for an operator': {
    options: {},
    kinds: ['Certificate'],
    body: conditioned('Ready', 'Ready'),
  },
}

async function run(way: Way, kind: string, more: { hook: boolean; status: HealthStatusCode }): Promise<SyncRun> {
  const lab = createLab({ types: TYPES })
  const input = object(kind, 'x', {
    annotations: more.hook ? annotate({ hook: 'PreSync' }) : {},
    fields: FIELDS[kind] ?? {},
  })
  const happenings = [{ at: 500, what: () => lab.patch(kind, 'x', way.body(more.status)) }]
  return lab.sync([input, object('Secret', 'after', { annotations: annotate({ wave: '1' }) })], {
    options: { timeoutMs: 40_000, ...way.options },
    happenings,
  })
}

for (const [name, way] of Object.entries(WAYS)) {
  for (const kind of way.kinds) {
    for (const hook of [true, false]) {
      const what = `${name}: a ${hook ? 'hook' : 'resource'} ${kind}`
      test(`${what} that has failed has what it said for its cause`, async () => {
        const found = await run(way, kind, { hook, status: 'Degraded' })
        const causes = told(found, 'failure-diagnosed').map(({ diagnosis }) => diagnosis.cause)
        assert.is(found.exitCode, 1, JSON.stringify(found.events.slice(-3)))
        assert.equal(causes, [SAID])
        assert.not.ok(JSON.stringify(found.events).includes(NOTHING))
      })
      if (name === 'a rule for an operator') continue
      test(`${what} that is waited for is told with what it says`, async () => {
        const found = await run(way, kind, { hook, status: 'Progressing' })
        assert.is(found.exitCode, 6, JSON.stringify(found.events.slice(-3)))
        const [end] = told(found, 'timed-out')
        assert.equal(
          end?.blockers.map((one) => one.message),
          [SAID],
        )
        const last = told(found, 'waiting').at(-1)
        assert.equal(
          last?.blockers.map((one) => one.message),
          [SAID],
        )
        assert.not.ok(JSON.stringify(found.events).includes(NOTHING))
      })
    }
  }
}

test('what was well and is gone did not fail by what it said', async () => {
  const lab = createLab({ types: TYPES })
  const input = object('Widget', 'x', { annotations: annotate({ wave: '-1' }) })
  const slow = object('Widget', 'slow', { annotations: annotate({ wave: '-1' }) })
  const says = (text: string) => ({ metadata: { annotations: { 'lab.example.com/says': text } } })
  const found = await lab.sync([input, slow, object('ConfigMap', 'after')], {
    options: { policy: own(OUR_POLICY), timeoutMs: 40_000 },
    happenings: [
      { at: 500, what: () => lab.patch('Widget', 'x', says('Progressing all is well')) },
      { at: 1500, what: () => lab.remove('Widget', 'x') },
    ],
  })
  const causes = told(found, 'failure-diagnosed').map(({ diagnosis }) => diagnosis.cause)
  assert.equal(causes, ['Resource lab.example.com/Widget/x is missing, it might have been deleted'])
})

test.run()
