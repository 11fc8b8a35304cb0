// time limit: 120 s
// Real streams are explored in a few seconds each: less than ten on two idle cores. What counts here is the processor's time, for others run meanwhile.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countFaults } from '../../../src/rehearse/explore/single-faults.ts'
import { sharedPath } from '../../support/shared.ts'
import { skip } from '../../support/skip.ts'
import { exploration } from './exploration.ts'
import type { Exploration } from './exploration.ts'

const test = suite('rehearse/explore/corpus')

/** Some 6 s are needed without other load, and three times as many were seen where others share the cores. */
const BOUND_MS = 30_000

async function explored(
  name: string,
  mend: (text: string) => string = (text) => text,
): Promise<Exploration | undefined> {
  const path = sharedPath('corpus', name, 'rendered.yaml')
  if (path === undefined) return undefined
  const text = mend(readFileSync(path, 'utf8'))
  const begun = process.cpuUsage()
  const found = await exploration(text)
  const { user, system } = process.cpuUsage(begun)
  const took = (user + system) / 1000
  assert.ok(took < BOUND_MS, `${name} took ${(took / 1000).toFixed(1)} s of the processor`)
  return found
}

test('sentry: 213 faults', async () => {
  const found = await explored('sentry')
  if (found === undefined) return skip('no ../shared')
  assert.is(found.faultless.exitCode, 0)
  assert.is(countFaults(found.rows), 213)
})

test('consul asks for a version that no new server has: nothing is written, so there is nothing to try', async () => {
  const found = await explored('consul')
  if (found === undefined) return skip('no ../shared')
  assert.is(found.faultless.exitCode, 4)
  assert.equal(found.rows, [])
})

test('consul with its disruption budgets in policy/v1: 159 faults', async () => {
  const found = await explored('consul', (text) => text.replaceAll('policy/v1beta1', 'policy/v1'))
  if (found === undefined) return skip('no ../shared')
  assert.is(found.faultless.exitCode, 0)
  assert.is(countFaults(found.rows), 159)
})

test('govuk-whitehall-admin waits in PreSync for a claim of Sync: that is said first, and the faults until then are tried', async () => {
  const found = await explored('govuk-whitehall-admin')
  if (found === undefined) return skip('no ../shared')
  // No node can take its pod before the claim is there: given up after a quarter of an hour.
  assert.is(found.faultless.exitCode, 1)
  assert.ok(countFaults(found.rows) > 0)
})

test.run()
