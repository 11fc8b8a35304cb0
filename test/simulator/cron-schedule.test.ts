// Cron schedules against what the parser of the Kubernetes API server and its CronJob controller made of them.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseSchedule } from '../../src/simulator/kinds/cron-job/parse-schedule.ts'
import { readSchedule } from '../../src/simulator/kinds/cron-job/schedule-times.ts'

const test = suite('cron schedule')

const START = Date.parse('2027-01-01T00:00:00Z')

/** Recorded with github.com/robfig/cron/v3 v3.0.1: its error, or the first four times after START. */
const RECORDED: readonly { readonly schedule: string; readonly fault?: string; readonly due?: readonly string[] }[] =
  JSON.parse(readFileSync(new URL('../fixtures/cron-schedules.json', import.meta.url), 'utf8'))

for (const { schedule, fault, due = [] } of RECORDED) {
  const said = fault ?? (due.length === 0 ? 'is never due' : `is due at ${due[0]}`)
  test(`${JSON.stringify(schedule)}: ${said}`, () => {
    const parsed = parseSchedule(schedule.replace(/^(?:CRON_)?TZ=\S+ /, ''))
    assert.is('fault' in parsed ? parsed.fault : undefined, fault)
    const times = readSchedule(schedule)
    assert.is(times === undefined, fault !== undefined)
    const next: string[] = []
    for (let time = times?.next(START); time !== undefined && next.length < 4; time = times?.next(time)) {
      next.push(new Date(time).toISOString().replace('.000Z', 'Z'))
    }
    assert.equal(next, due)
    const last = due.map((_, index) =>
      times?.last(Date.parse(due[index + 1] ?? due[index] ?? '') - (index + 1 < due.length ? 1 : 0), START),
    )
    assert.equal(last, due.map((text) => Date.parse(text))) // prettier-ignore
  })
}

test('an interval is counted from the last time, not from midnight', () => {
  const hourly = readSchedule('@every 1h')
  assert.is(hourly?.next(START + 90_500), START + 90_000 + 3_600_000)
  assert.is(hourly?.last(START + 2.5 * 3_600_000, START + 60_000), START + 60_000 + 2 * 3_600_000)
  assert.is(hourly?.last(START + 3_600_000, START + 60_000), undefined)
})

test.run()
