// CronJobs of the simulated cluster: when their schedules are due, and what becomes of their Jobs.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { readSchedule } from '../../src/simulator/kinds/cron-job/schedule-times.ts'
import type { ResourceType } from '../../src/cluster/port.ts'
import { listField, stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('cron jobs')

// Thursday, 2026-01-01 00:00 UTC.
const NEW_YEAR = Date.UTC(2026, 0, 1)

const SCHEDULES: readonly (readonly [schedule: string, next: string])[] = [
  ['* * * * *', '2026-01-01T00:01:00Z'],
  ['*/15 * * * *', '2026-01-01T00:15:00Z'],
  ['30 4 * * *', '2026-01-01T04:30:00Z'],
  ['0 0 * * *', '2026-01-02T00:00:00Z'],
  ['0 12 * * 1-5', '2026-01-01T12:00:00Z'],
  ['0 12 * * sun', '2026-01-04T12:00:00Z'],
  ['0 0 13 * 5', '2026-01-02T00:00:00Z'],
  ['5,10 3 1 feb *', '2026-02-01T03:05:00Z'],
  ['0 0 29 2 *', '2028-02-29T00:00:00Z'],
  ['10-40/15 * * * ?', '2026-01-01T00:10:00Z'],
  ['@hourly', '2026-01-01T01:00:00Z'],
  ['@weekly', '2026-01-04T00:00:00Z'],
  ['TZ=Europe/Berlin 0 6 * * *', '2026-01-01T05:00:00Z'],
]

for (const [schedule, next] of SCHEDULES) {
  test(`"${schedule}" is next due at ${next}`, () => {
    assert.is(readSchedule(schedule)?.next(NEW_YEAR), Date.parse(next))
  })
}

test('what is not a schedule is never due', () => {
  for (const schedule of ['', 'often', '* * * *', '61 * * * *', '0 0 30 2 *', '*/0 * * * *'])
    assert.is(readSchedule(schedule)?.next(NEW_YEAR), undefined)
  assert.is(readSchedule('* * * * *', 'Europe/Atlantis'), undefined)
})

const NIGHTLY = '30 2 * * *'

const ZONES: readonly (readonly [schedule: string, zone: string, from: string, times: readonly string[]])[] = [
  ['0 9 * * 1-5', 'America/New_York', '2026-01-02T20:00:00Z', ['2026-01-05T14:00:00Z', '2026-01-06T14:00:00Z']],
  ['0 0 1 * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', ['2026-01-31T18:30:00Z', '2026-02-28T18:30:00Z']],
  // 02:30 does not come on the 29th of March, and comes twice on the 25th of October.
  [NIGHTLY, 'Europe/Berlin', '2026-03-27T12:00:00Z', ['2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z']],
  [
    NIGHTLY,
    'Europe/Berlin',
    '2026-10-25T00:00:00Z',
    ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
  ],
]

for (const [text, zone, from, times] of ZONES) {
  test(`"${text}" in ${zone} is due at ${times.join(' and ')}, read forwards and backwards`, () => {
    const schedule = readSchedule(text, zone)
    const expected = times.map((time) => Date.parse(time))
    const found = expected.map((_, index) => schedule?.next(expected[index - 1] ?? Date.parse(from)))
    assert.equal(found, expected)
    const backwards = expected.map((time, index) =>
      schedule?.last((expected[index + 1] ?? time + 60_000) - 1, Date.parse(from)),
    )
    assert.equal(backwards, expected)
  })
}

const CRON_JOBS: ResourceType = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  namespaced: true,
}

function cronJob(spec: JsonObject, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  const pod = {
    metadata: { annotations },
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'lab/any:1' }] },
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tidy', namespace: 'default' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: pod } }, ...spec },
  }
}

async function jobsAfter(milliseconds: number, object: KubeObject): Promise<readonly KubeObject[]> {
  const world = createSimulatedCluster()
  await world.cluster.create(...inPlace(CRON_JOBS, object), { fieldManager: 'test' })
  await world.clock.sleep(milliseconds)
  return world.snapshot().filter(({ kind }) => kind === 'Job' || kind === 'CronJob')
}

test('a CronJob makes a Job when it is due, keeps three of them and tells the last times', async () => {
  const [cron, ...jobs] = await jobsAfter(5.5 * 60_000, cronJob({}))
  assert.equal(
    jobs.map(({ metadata }) => metadata.name),
    ['tidy-29453763', 'tidy-29453764', 'tidy-29453765'],
  )
  assert.is(stringField(cron, 'status', 'lastScheduleTime'), '2026-01-01T00:05:00Z')
  assert.match(stringField(cron, 'status', 'lastSuccessfulTime') ?? '', '2026-01-01T00:05:0')
})

test('with Forbid there is one Job at a time, with Replace the new one counts, suspended there is none', async () => {
  const slow = { 'lab/run-for': '1h' }
  const forbidden = await jobsAfter(200_000, cronJob({ concurrencyPolicy: 'Forbid' }, slow))
  assert.equal(names(forbidden), ['tidy-29453761'])
  assert.is(listField(forbidden[0], 'status', 'active').length, 1)
  assert.equal(names(await jobsAfter(200_000, cronJob({ concurrencyPolicy: 'Replace' }, slow))), ['tidy-29453763'])
  assert.equal(names(await jobsAfter(200_000, cronJob({ suspend: true }))), [])
})

const JUST_PAST = { 'lab/run-for': '1h' }

/** What becomes, in a second, of a CronJob whose controller saw it last long ago. */
async function afterAbsence(spec: JsonObject): Promise<readonly string[]> {
  const world = createSimulatedCluster()
  const object = cronJob({ concurrencyPolicy: 'Allow', ...spec }, JUST_PAST)
  world.seed([{ ...object, status: { lastScheduleTime: '2024-01-01T00:00:00Z' } }])
  await world.clock.sleep(1000)
  return world.snapshot().flatMap((found) => {
    if (found.kind === 'Job') return found.metadata.name ?? ''
    const isAbout = stringField(found, 'involvedObject', 'kind') === 'CronJob'
    return found.kind === 'Event' && isAbout ? (stringField(found, 'reason') ?? '') : []
  })
}

test('of missed times only the last one counts, and that many were missed is told', async () => {
  assert.equal(await afterAbsence({}), ['TooManyMissedTimes', 'tidy-29453760'])
  assert.equal(await afterAbsence({ schedule: '0 0 1 * *' }), ['tidy-29453760'])
  assert.equal(await afterAbsence({ schedule: '30 12 * * *' }), ['TooManyMissedTimes', 'tidy-29453070'])
})

test('what starts later than startingDeadlineSeconds allows does not start', async () => {
  assert.equal(await afterAbsence({ startingDeadlineSeconds: 90 }), ['tidy-29453760'])
  assert.equal(await afterAbsence({ schedule: '30 12 * * *', startingDeadlineSeconds: 3600 }), [])
})

test('an interval counts from the CronJob itself, then from its last time', async () => {
  assert.equal(names(await jobsAfter(200_000, cronJob({ schedule: '@every 1m' }))), [
    'tidy-29453761',
    'tidy-29453762',
    'tidy-29453763',
  ])
  assert.equal(names(await jobsAfter(200_000, cronJob({ schedule: '@every 90s' }))), ['tidy-29453761', 'tidy-29453763'])
  assert.equal(await afterAbsence({ schedule: '@every 1h' }), ['TooManyMissedTimes', 'tidy-29453760'])
})

test('a CronJob keeps to its time zone', async () => {
  const jobs = await jobsAfter(60 * 60_000, cronJob({ schedule: '15 1 * * *', timeZone: 'Europe/Berlin' }))
  assert.equal(names(jobs), ['tidy-29453775'])
})

function names(objects: readonly KubeObject[]): readonly (string | undefined)[] {
  return objects.filter(({ kind }) => kind === 'Job').map(({ metadata }) => metadata.name)
}

test.run()
