// Conformance: the lives of Jobs and pods, and what containers say.
import * as assert from 'uvu/assert'
import { field, listField, numberField, stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { compareText } from '../../src/object/resource-key.ts'
import { assertRefused, conditionsOf, job } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'

/** Jobs and pods. */
export const LIFE_CHECKS: readonly Check[] = [
  {
    title: 'a Job runs its pod and is Complete',
    run: async (session) => {
      await session.apply(job('j', { 'lab/run-for': '300ms' }))
      const done = await session.until(job('j'), isEnded)
      assert.equal(conditionsOf(done), [
        'SuccessCriteriaMet=True CompletionsReached',
        'Complete=True CompletionsReached',
      ])
      assert.equal(conditionMessage(done, 'Complete'), 'Reached expected number of succeeded pods')
      assert.equal(counts(done), { succeeded: 1, ready: 0, terminating: 0 })
      assert.type(stringField(done, 'status', 'completionTime'), 'string')
      const [pod] = await podsOf(session)
      assert.match(pod?.metadata.name ?? '', /^j-[a-z0-9]{5}$/)
      assert.is(stringField(pod, 'status', 'phase'), 'Succeeded')
      assert.equal(pod?.metadata.labels?.['batch.kubernetes.io/job-name'], 'j')
      assert.is(pod?.metadata.finalizers, undefined)
    },
  },
  {
    title: 'a Job whose pods fail more often than its backoffLimit is Failed',
    run: async (session) => {
      await session.apply(job('j', { 'lab/exit-code': '3' }, { backoffLimit: 0 }))
      const done = await session.until(job('j'), isEnded)
      assert.equal(conditionsOf(done), ['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded'])
      assert.equal(conditionMessage(done, 'Failed'), 'Job has reached the specified backoff limit')
      assert.equal(counts(done), { failed: 1, ready: 0, terminating: 0 })
      assert.is(stringField(done, 'status', 'completionTime'), undefined)
    },
  },
  {
    title: 'a failed pod is tried again after ten seconds',
    run: async (session) => {
      await session.apply(job('j', { 'lab/exit-code': '3' }, { backoffLimit: 1 }))
      const done = await session.until(job('j'), isEnded)
      assert.equal(counts(done), { failed: 2, ready: 0, terminating: 0 })
      const [first = 0, second = 0] = (await podsOf(session))
        .map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? ''))
        .toSorted((a, b) => a - b)
      assert.ok(second - first >= 10_000 && second - first <= 13_000, `${second - first} ms`)
    },
  },
  {
    title: 'a Job with completions and parallelism runs its pods side by side',
    run: async (session) => {
      await session.apply(job('j', { 'lab/run-for': '300ms' }, { completions: 3, parallelism: 2 }))
      const done = await session.until(job('j'), isEnded)
      assert.equal(counts(done), { succeeded: 3, ready: 0, terminating: 0 })
      assert.is((await podsOf(session)).length, 3)
    },
  },
  {
    title: 'an Indexed Job says which indexes are complete',
    run: async (session) => {
      await session.apply(job('j', {}, { completions: 2, parallelism: 2, completionMode: 'Indexed' }))
      const done = await session.until(job('j'), isEnded)
      assert.is(stringField(done, 'status', 'completedIndexes'), '0,1')
      const names = (await podsOf(session))
        .map(({ metadata }) => metadata.name?.slice(0, 4))
        .toSorted((a = '', b = '') => compareText(a, b))
      assert.equal(names, ['j-0-', 'j-1-'])
    },
  },
  {
    title: 'a suspended Job waits without a pod, a resumed one runs',
    run: async (session) => {
      await session.apply(job('j', {}, { suspend: true }))
      const suspended = await session.until(job('j'), (live) => conditionsOf(live).length > 0)
      assert.equal(conditionsOf(suspended), ['Suspended=True JobSuspended'])
      assert.equal(await podsOf(session), [])
      await session.patch(job('j'), { type: 'merge', body: { spec: { suspend: false } } })
      const done = await session.until(job('j'), isEnded)
      assert.equal(conditionsOf(done), [
        'Suspended=False JobResumed',
        'SuccessCriteriaMet=True CompletionsReached',
        'Complete=True CompletionsReached',
      ])
    },
  },
  {
    title: 'a Job over its deadline is Failed and its pods go',
    run: async (session) => {
      await session.apply(job('j', { 'lab/run-for': '1h' }, { activeDeadlineSeconds: 2 }))
      const done = await session.until(job('j'), isEnded)
      assert.equal(conditionsOf(done), ['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded'])
      assert.equal(conditionMessage(done, 'Failed'), 'Job was active longer than specified deadline')
      assert.is(numberField(done, 'status', 'failed'), 1)
    },
  },
  {
    title: 'a Job names the pods that have ended before it counts them',
    run: async (session) => {
      const type = await session.type('batch/v1', 'Job')
      const { object } = await session.apply(job('j'))
      const events = await session.watch(type, object.metadata.resourceVersion ?? '', (all) => {
        const last = all.at(-1)
        return last !== undefined && 'object' in last && isEnded(last.object)
      })
      const [pod] = await podsOf(session)
      const told = events.map((event) =>
        'object' in event ? field(event.object, 'status', 'uncountedTerminatedPods') : undefined,
      )
      assert.equal(told, [{}, { succeeded: [pod?.metadata.uid] }, {}])
    },
  },
  {
    title: 'a Job with ttlSecondsAfterFinished 0 goes at once, and its last state is Complete',
    run: async (session) => {
      const type = await session.type('batch/v1', 'Job')
      const { object } = await session.apply(job('j', {}, { ttlSecondsAfterFinished: 0 }))
      const events = await session.watch(
        type,
        object.metadata.resourceVersion ?? '',
        (all) => all.at(-1)?.type === 'deleted',
      )
      const last = events.at(-1)
      assert.ok(last !== undefined && 'object' in last)
      assert.ok(conditionsOf(last.object).includes('Complete=True CompletionsReached'))
      assert.type(last.object.metadata.deletionTimestamp, 'string')
    },
  },
  {
    title: 'a pod that never ends is Running and Ready, one that ends well is Succeeded',
    run: async (session) => {
      const running = podObject('running')
      await session.create(running)
      const ready = await session.until(running, (live) => stringField(live, 'status', 'phase') === 'Running')
      assert.ok(conditionsOf(ready).includes('Ready=True'))
      assert.equal(field(containers(ready)[0], 'ready'), true)
      const ending = podObject('ending', {}, { restartPolicy: 'Never' })
      await session.create(ending)
      const ended = await session.until(ending, (live) => stringField(live, 'status', 'phase') === 'Succeeded')
      assert.is(stringField(containers(ended)[0], 'state', 'terminated', 'reason'), 'Completed')
    },
  },
  {
    title: 'a pod with an exit code is Failed, with reason and message',
    run: async (session) => {
      const failing = podObject('failing', {
        'lab/exit-code': '3',
        'lab/exit-reason': 'OOMKilled',
        'lab/termination-message': 'no memory',
      })
      await session.create(failing)
      const failed = await session.until(failing, (live) => stringField(live, 'status', 'phase') === 'Failed')
      const [status] = containers(failed)
      assert.is(numberField(status, 'state', 'terminated', 'exitCode'), 3)
      assert.is(stringField(status, 'state', 'terminated', 'reason'), 'OOMKilled')
      assert.is(stringField(status, 'state', 'terminated', 'message'), 'no memory')
    },
  },
  {
    title: 'a pod whose image cannot be pulled waits, one in a crash loop has its last end',
    run: async (session) => {
      const pulling = podObject('pulling', { 'lab/image-pull-error': 'ImagePullBackOff' })
      await session.create(pulling)
      const waiting = await session.until(pulling, (live) => containers(live).length > 0)
      assert.is(stringField(waiting, 'status', 'phase'), 'Pending')
      assert.is(stringField(containers(waiting)[0], 'state', 'waiting', 'reason'), 'ImagePullBackOff')
      assert.is(
        stringField(containers(waiting)[0], 'state', 'waiting', 'message'),
        'Back-off pulling image "lab/any:1": not found',
      )
      const looping = podObject('looping', { 'lab/crash-loop': 'true', 'lab/exit-code': '7' })
      await session.create(looping)
      const crashed = await session.until(looping, (live) => containers(live).length > 0)
      assert.is(stringField(containers(crashed)[0], 'state', 'waiting', 'reason'), 'CrashLoopBackOff')
      assert.is(numberField(containers(crashed)[0], 'lastState', 'terminated', 'exitCode'), 7)
      assert.is(numberField(containers(crashed)[0], 'restartCount'), 3)
    },
  },
  {
    title: 'a log has the lines that its container said, and its tail the last of them',
    run: async (session) => {
      const speaking = podObject('speaking', { 'lab/log': 'one\ntwo\nthree' }, { restartPolicy: 'Never' })
      await session.create(speaking)
      await session.until(speaking, (live) => stringField(live, 'status', 'phase') === 'Succeeded')
      assert.equal(await lines(session, 'speaking', {}), ['one', 'two', 'three'])
      assert.equal(await lines(session, 'speaking', { tailLines: 2 }), ['two', 'three'])
      assert.equal(await lines(session, 'speaking', { follow: true }), ['one', 'two', 'three'])
    },
  },
  {
    title: 'a followed log goes on until its container ends',
    run: async (session) => {
      const annotations = { 'lab/log': 'one\ntwo', 'lab/log-every': '1s', 'lab/run-for': '3s' }
      const speaking = podObject('speaking', annotations, { restartPolicy: 'Never' })
      await session.create(speaking)
      await session.until(speaking, (live) => stringField(live, 'status', 'phase') === 'Running')
      assert.equal(await lines(session, 'speaking', { follow: true }), ['one', 'two'])
    },
  },
  {
    title: 'a container that waits has no log',
    run: async (session) => {
      const pulling = podObject('pulling', { 'lab/image-pull-error': 'ImagePullBackOff' })
      await session.create(pulling)
      await session.until(pulling, (live) => containers(live).length > 0)
      await assertRefused(lines(session, 'pulling', {}), {
        reason: 'BadRequest',
        status: 400,
        message: 'container "main" in pod "pulling" is waiting to start: ImagePullBackOff',
      })
      await assertRefused(lines(session, 'absent', {}), {
        reason: 'NotFound',
        status: 404,
        message: 'pods "absent" not found',
      })
    },
  },
]

function isEnded(live: KubeObject | undefined): boolean {
  return conditionsOf(live).some((condition) => /^(Complete|Failed)=True/.test(condition))
}

function counts(object: KubeObject | undefined): JsonObject {
  const status = field(object, 'status')
  const names = ['active', 'succeeded', 'failed', 'ready', 'terminating']
  return Object.fromEntries(
    names.flatMap((name) => (numberField(status, name) === undefined ? [] : [[name, numberField(status, name)]])),
  )
}

function conditionMessage(object: KubeObject | undefined, type: string): string | undefined {
  return stringField(
    listField(object, 'status', 'conditions').find((condition) => stringField(condition, 'type') === type),
    'message',
  )
}

function containers(object: KubeObject | undefined): ReturnType<typeof listField> {
  return listField(object, 'status', 'containerStatuses')
}

function podObject(name: string, annotations: JsonObject = {}, spec: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [key, typeof value === 'string' ? value : '']),
      ),
    },
    spec: { containers: [{ name: 'main', image: 'lab/any:1' }], ...spec },
  }
}

async function podsOf(session: Session): Promise<readonly KubeObject[]> {
  return (await session.cluster.list(await session.type('v1', 'Pod'), { namespace: session.namespace })).items
}

async function lines(
  session: Session,
  name: string,
  options: { readonly tailLines?: number; readonly follow?: boolean },
): Promise<readonly string[]> {
  const type = await session.type('v1', 'Pod')
  const found: string[] = []
  for await (const line of session.cluster.logs(
    { type, namespace: session.namespace, name },
    { container: 'main', ...options },
  )) {
    found.push(line)
  }
  return found
}
