// From pods, events and conditions to what something is stuck in for good; what may still come is none.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describePod } from '../../src/diagnose/describe-pod.ts'
import type { EventDiagnosis } from '../../src/diagnose/diagnosis.ts'
import type { Facts, PodFacts } from '../../src/diagnose/facts.ts'
import { restartCounts, stuckIn } from '../../src/diagnose/stuck.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'

const test = suite('stuck')

const stuckBy = (seen: Facts) => stuckIn(seen)[0]

const owner = (kind: string, more: Readonly<Record<string, Json>> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web', uid: 'web-uid', generation: 2 },
  spec: { replicas: 2 },
  status: { observedGeneration: 2, replicas: 2 },
  ...more,
})

const pod = (status: Readonly<Record<string, Json>>, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', uid: 'pod-uid', ...metadata },
  spec: { restartPolicy: 'Always', containers: [{ name: 'main', image: 'a:1' }] },
  status: { phase: 'Pending', ...status },
})

const waits = (reason: string, restartCount = 0): Readonly<Record<string, Json>> => ({
  containerStatuses: [{ name: 'main', restartCount, state: { waiting: { reason } } }],
})

const event = (reason: string, message: string): EventDiagnosis => ({
  kind: 'Pod',
  name: 'x',
  reason,
  message,
  count: 1,
})

const facts = (object: KubeObject, pods: readonly KubeObject[], events: readonly EventDiagnosis[] = []): Facts => ({
  object,
  health: undefined,
  said: '',
  pods: pods.map((one): PodFacts => ({ pod: one, diagnosis: describePod(one), events })),
  events,
  times: {},
  isRefused: false,
  notes: [],
  sought: 'itself',
})

const unschedulable = (reason: string): Readonly<Record<string, Json>> => ({
  conditions: [{ type: 'PodScheduled', status: 'False', reason, message: '0/3 nodes are available' }],
})

const ROWS: readonly (readonly [reason: string, status: Readonly<Record<string, Json>>, cause: string | undefined])[] =
  [
    ['an image that is pulled', waits('ContainerCreating'), undefined],
    ['a pull that failed', waits('ErrImagePull'), 'image-pull'],
    ['a pull that backs off', waits('ImagePullBackOff'), 'image-pull'],
    ['an image that is never pulled', waits('ErrImageNeverPull'), 'image-pull'],
    ['a name that is none', waits('InvalidImageName'), 'image-name'],
    ['a missing key', waits('CreateContainerConfigError'), 'container-config'],
    ['a container without a command', waits('CreateContainerError'), 'container-config'],
    ['a command that is not there, which is restarted', waits('RunContainerError', 1), undefined],
    ['a crash loop', waits('CrashLoopBackOff', 4), 'crash-loop'],
    [
      'an init container',
      { initContainerStatuses: [{ name: 'i', state: { waiting: { reason: 'ErrImagePull' } } }] },
      'image-pull',
    ],
    ['no node', unschedulable('Unschedulable'), 'unschedulable'],
    ['a gate, which somebody will lift', unschedulable('SchedulingGated'), undefined],
    ['nothing yet', {}, undefined],
  ]

for (const [title, status, cause] of ROWS) {
  test(title, () => assert.is(stuckBy(facts(owner('Deployment'), [pod(status)]))?.cause, cause))
}

test('a crash loop says which container, and how often', () => {
  const seen = facts(owner('Deployment'), [pod(waits('CrashLoopBackOff', 4))])
  assert.equal(stuckBy(seen), { cause: 'crash-loop', id: 'pod-uid main', restarts: 4 })
  assert.equal([...restartCounts(seen)], [['pod-uid main', 4]])
})

test('a Job counts for itself how often its pods crash', () => {
  assert.is(stuckBy(facts(owner('Job'), [pod(waits('CrashLoopBackOff', 9))])), undefined)
})

test('a Secret that cannot be mounted is as one that a container needs, a volume that is elsewhere is not', () => {
  const mounted = (message: string) => stuckBy(facts(owner('Deployment'), [pod({})], [event('FailedMount', message)]))
  assert.is(mounted('MountVolume.SetUp failed for volume "v" : secret "db" not found')?.cause, 'container-config')
  assert.is(mounted('MountVolume.SetUp failed for volume "v" : configmap "c" not found')?.cause, 'container-config')
  assert.is(mounted('MountVolume.SetUp failed for volume "v" : timed out'), undefined)
})

test('pods that may not be created', () => {
  const object = owner('ReplicaSet', { status: { observedGeneration: 2, replicas: 0 } })
  const refused = (message: string) => stuckBy(facts(object, [], [event('FailedCreate', message)]))?.cause
  assert.is(refused('Error creating: pods "x" is forbidden: exceeded quota: small, requested: pods=1'), 'quota')
  assert.is(refused('Error creating: pods "x" is forbidden: violates PodSecurity'), 'pod-refused')
  const unseen = facts(object, [], [event('FailedCreate', 'Error creating: exceeded quota')])
  assert.is(stuckBy({ ...unseen, notes: [{ text: 'its pods could not be read' }] }), undefined)
  const enough = owner('ReplicaSet')
  const there = facts(enough, [pod({ phase: 'Running' })], [event('FailedCreate', 'Error creating: exceeded quota')])
  assert.is(stuckBy(there), undefined)
})

test('a volume that could not be mounted is mounted when the pod is ready to start its containers', () => {
  const events = [event('FailedMount', 'MountVolume.SetUp failed for volume "v" : secret "db" not found')]
  const withSandbox = (status: string) =>
    stuckBy(facts(owner('Deployment'), [pod({ conditions: [{ type: 'PodReadyToStartContainers', status }] })], events))
  assert.equal([withSandbox('True'), withSandbox('False')?.cause], [undefined, 'container-config'])
})

test('a refusal counts while no newer pod is there, or the ReplicaSet says so', () => {
  const lacking = owner('StatefulSet', { status: { observedGeneration: 2, replicas: 1 } })
  const starts = pod(waits('ContainerCreating'))
  const seen = facts(lacking, [starts], [event('FailedCreate', 'Error creating: exceeded quota')])
  const made = '2026-01-01T00:00:10'
  const at = (refused: string, isRefused = false) => stuckBy({ ...seen, isRefused, times: { made, refused } })?.cause
  assert.equal([at('2026-01-01T00:00:09'), at(made), at('2026-01-01T00:00:11')], [undefined, undefined, 'quota'])
  assert.is(at('2026-01-01T00:00:09', true), 'quota')
})

test('restarts of a pod that was made since count from zero', () => {
  const made = pod(waits('CrashLoopBackOff', 6), { creationTimestamp: '2026-01-01T00:00:10Z' })
  const before = (since: string) => [...restartCounts(facts(owner('Deployment'), [made]), Date.parse(since)).values()]
  assert.equal([before('2026-01-01T00:00:10Z'), before('2026-01-01T00:00:11Z')], [[0], [6]])
  // The server cuts times to the second.
  assert.equal([before('2026-01-01T00:00:10.9Z'), before('2026-01-01T00:00:11.1Z')], [[0], [6]])
})

test('each container is stuck by itself', () => {
  const waiting = (name: string, reason: string): Json => ({ name, restartCount: 1, state: { waiting: { reason } } })
  const both = pod({ containerStatuses: [waiting('a', 'ErrImagePull'), waiting('b', 'CrashLoopBackOff')] })
  assert.equal(stuckIn(facts(owner('Deployment'), [both])), [
    { cause: 'image-pull', id: 'pod-uid a' },
    { cause: 'crash-loop', id: 'pod-uid b', restarts: 1 },
  ])
})

test('nothing counts before the controller has seen the manifest', () => {
  const behind = owner('Deployment', { status: { observedGeneration: 1 } })
  assert.is(stuckBy(facts(behind, [pod(waits('ImagePullBackOff'))])), undefined)
})

test('pods that go or are replaced do not count', () => {
  const broken = waits('ImagePullBackOff')
  const going = pod(broken, { deletionTimestamp: '2026-01-01T00:00:00Z' })
  assert.is(stuckBy(facts(owner('Deployment'), [going])), undefined)
  const set = owner('StatefulSet', { status: { observedGeneration: 2, replicas: 2, updateRevision: 'web-b' } })
  const ofSet = (revision: string) =>
    stuckBy(facts(set, [pod(broken, { labels: { 'controller-revision-hash': revision } })]))?.cause
  assert.equal([ofSet('web-a'), ofSet('web-b')], [undefined, 'image-pull'])
  const daemon = owner('DaemonSet')
  const annotated = {
    ...daemon,
    metadata: { ...daemon.metadata, annotations: { 'deprecated.daemonset.template.generation': '7' } },
  }
  const ofDaemon = (generation: string) =>
    stuckBy(facts(annotated, [pod(broken, { labels: { 'pod-template-generation': generation } })]))?.cause
  assert.equal([ofDaemon('6'), ofDaemon('7')], [undefined, 'image-pull'])
})

test.run()
