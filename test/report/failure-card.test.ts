import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Diagnosis } from '../../src/diagnose/diagnosis.ts'
import { failureCard } from '../../src/report/failure-card.ts'
import { createStyle } from '../../src/report/style.ts'

const test = suite('failure card')

const diagnosis: Diagnosis = {
  cause: 'container "migrate" of pod migrate-x1 exited with 1',
  hint: 'the table "users" is made by wave -2',
  pods: [
    {
      name: 'migrate-x1',
      phase: 'Failed',
      containers: [
        {
          name: 'wait',
          init: true,
          state: 'terminated',
          exitCode: 0,
          reason: 'Completed',
          restarts: 0,
          logLines: [],
        },
        {
          name: 'migrate',
          init: false,
          state: 'terminated',
          exitCode: 1,
          reason: 'Error',
          restarts: 2,
          logLines: ['connecting', 'ERROR: relation "users" does not exist'],
        },
      ],
    },
  ],
  events: [{ kind: 'Pod', name: 'migrate-x1', reason: 'BackOff', message: 'restarting', count: 4 }],
}

test('a failed hook is shown with pod, exit code, reason and last log lines', () => {
  assert.equal(failureCard(diagnosis, createStyle('plain')), [
    'cause: container "migrate" of pod migrate-x1 exited with 1',
    'pod migrate-x1 Failed',
    '  init container wait terminated, exit code 0, reason Completed',
    '  container migrate terminated, exit code 1, reason Error, 2 restarts',
    '    | connecting',
    '    | ERROR: relation "users" does not exist',
    'event on Pod migrate-x1: BackOff: restarting (4 times)',
    'hint: the table "users" is made by wave -2',
  ])
})

test('pods of which the same is to be said are told once, and so are the events about them', () => {
  const waiting = {
    name: 'main',
    init: false,
    state: 'waiting',
    reason: 'ErrImagePull',
    restarts: 0,
    logLines: [],
  } as const
  const pod = (name: string) => ({ name, phase: 'Pending', containers: [waiting] })
  const event = (name: string, message: string) => ({ kind: 'Pod', name, reason: 'Failed', message, count: 2 })
  const same: Diagnosis = {
    cause: 'no such image',
    pods: [
      pod('web-7d9f6c5b8d-x7k2p'),
      pod('web-7d9f6c5b8d-q4v5b'),
      { ...pod('web-7d9f6c5b8d-zzzzz'), phase: 'Failed' },
    ],
    events: [
      event('web-7d9f6c5b8d-x7k2p', 'bad'),
      event('web-7d9f6c5b8d-q4v5b', 'bad'),
      event('web-7d9f6c5b8d-q4v5b', 'no such image'),
    ],
  }
  assert.equal(failureCard(same, createStyle('plain')), [
    'cause: no such image',
    'pods web-7d9f6c5b8d-x7k2p, web-7d9f6c5b8d-q4v5b Pending',
    '  container main waiting, reason ErrImagePull',
    'pod web-7d9f6c5b8d-zzzzz Failed',
    '  container main waiting, reason ErrImagePull',
    'event on Pod web-7d9f6c5b8d-x7k2p and 1 more: Failed: bad (4 times)',
  ])
})

test('a pod that never started, a killed container and an unreadable log are told', () => {
  const container = { name: 'main', init: false, restarts: 0, logLines: [] }
  const odd: Diagnosis = {
    cause: 'two lines\nof cause',
    pods: [
      { name: 'a', phase: 'Pending', reason: 'Unschedulable', message: '0/3 nodes', containers: [] },
      {
        name: 'b',
        phase: 'Running',
        containers: [
          { ...container, state: 'waiting', reason: 'ImagePullBackOff', message: 'no such\nimage' },
          { ...container, state: 'terminated', signal: 9, restarts: 1, logError: 'forbidden' },
        ],
      },
    ],
    events: [],
  }
  assert.equal(failureCard(odd, createStyle('plain')), [
    'cause: two lines',
    '       of cause',
    'pod a Pending, Unschedulable: 0/3 nodes',
    'pod b Running',
    '  container main waiting, reason ImagePullBackOff: no such image',
    '  container main terminated, signal 9, 1 restart',
    '    no log: forbidden',
  ])
})

test('events that differ in generated names only are one, with all their times', () => {
  const over = (pod: string): string =>
    `Error creating: pods "web-5d4f9c7b8-${pod}" is forbidden: exceeded quota: q, limited: pods=2`
  const about = { kind: 'ReplicaSet', name: 'web-5d4f9c7b8', reason: 'FailedCreate' }
  const messages = [over('x7k2p'), over('bbcd4'), `(combined from similar events): ${over('zz9vq')}`]
  const events = [
    ...messages.map((message, index) => ({ ...about, message, count: index + 1 })),
    { ...about, message: 'Error creating: pods "web-5d4f9c7b8-x7k2p" is forbidden: no ServiceAccount', count: 1 },
  ]
  const card = (said?: string): readonly string[] =>
    failureCard({ cause: 'quota', pods: [], events }, createStyle('plain'), said)
  const last = `event on ReplicaSet web-5d4f9c7b8: FailedCreate: ${events[3]?.message}`
  assert.equal(card(), [
    'cause: quota',
    `event on ReplicaSet web-5d4f9c7b8: FailedCreate: ${over('x7k2p')} (6 times)`,
    last,
  ])
  assert.equal(card(`FailedCreate: ${over('ddd55')}`), ['cause: quota', last])
})

test('what the line above or the cause says is not said again, also where the cause is cut', () => {
  const long = Array.from({ length: 60 }, (_, at) => `reason ${at}`).join(' ')
  const cause = `Ready=False: ${long.slice(0, 380)}…`
  const card = (given: Partial<Diagnosis>, said: string): readonly string[] =>
    failureCard({ cause, pods: [], events: [], ...given }, createStyle('plain'), said)
  assert.equal(card({}, `Ready=False: ${long}`), [])
  assert.equal(card({}, `Ready=False: reason 7 ${long}`), [`cause: ${cause}`])
  const told = { kind: 'Shop', name: 's', reason: 'Stuck', message: long, count: 1 }
  assert.equal(card({ events: [told, { ...told, message: 'other' }] }, 'no'), [
    `cause: ${cause}`,
    'event on Shop s: Stuck: other',
  ])
  const main = { name: 'main', init: false, state: 'waiting', restarts: 3, logLines: [] } as const
  const pod = (reason: string, message: string) => [
    { name: 'p', phase: 'Pending', containers: [{ ...main, reason, message }] },
  ]
  const missing = { cause: 'CreateContainerConfigError: container "main": secret "a" not found', events: [] }
  assert.equal(card({ ...missing, pods: pod('CreateContainerConfigError', 'secret "a" not found') }, 'no').slice(1), [
    'pod p Pending',
    '  container main waiting, reason CreateContainerConfigError, 3 restarts',
  ])
  const again = { kind: 'Pod', name: 'p', reason: 'BackOff', message: 'restarting failed container main', count: 1 }
  assert.equal(card({ pods: pod('CrashLoopBackOff', 'back-off 40s'), events: [again] }, 'no').slice(1), [
    'pod p Pending',
    '  container main waiting, reason CrashLoopBackOff, 3 restarts: back-off 40s',
  ])
})

test('what a controller tried is not told where why it was refused is the cause', () => {
  const why = 'exceeded quota: team, requested: memory=512Mi'
  const message = `Error creating: pods "api-748c9757f9-vs8nj" is forbidden: ${why}`
  const events = [{ kind: 'ReplicaSet', name: 'api-748c9757f9', reason: 'FailedCreate', message, count: 11 }]
  const card = (cause: string): number => failureCard({ cause, pods: [], events }, createStyle('plain')).length
  assert.equal([card(`FailedCreate: ${why}`), card('FailedCreate: no such ServiceAccount')], [1, 2])
})

test('a cause that the line above ends with is not said again, whatever stands before it', () => {
  const cause = 'running: 1 active'
  const card = (said: string): number => failureCard({ cause, pods: [], events: [] }, createStyle('plain'), said).length
  for (const [said, lines] of [
    [cause, 0],
    [`not done after 8s (hooksync.dev/timeout): ${cause}`, 0],
    [`1 of 2 ready ← ${cause}`, 0],
    [`not ${cause}`, 1],
    [`${cause} ← no node`, 1],
    ['', 1],
  ] as const) {
    assert.is(card(said), lines, said)
  }
})

test.run()
