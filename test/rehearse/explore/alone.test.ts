// time limit: 300 s
// An exploration does not lie: what it says of a fault is what the rehearsal of that fault alone comes to, from beginning to end.
import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createVirtualClock } from '../../../src/cluster/simulated/virtual-clock.ts'
import type { Manifest } from '../../../src/manifest/manifest.ts'
import { AFTERMATH_MS } from '../../../src/rehearse/explore/explore.ts'
import { createListener } from '../../../src/rehearse/explore/story.ts'
import { judge } from '../../../src/rehearse/explore/verdict.ts'
import type { Verdict } from '../../../src/rehearse/explore/verdict.ts'
import { formatFault } from '../../../src/rehearse/fault.ts'
import type { Fault } from '../../../src/rehearse/fault.ts'
import { rehearse } from '../../../src/rehearse/rehearse.ts'
import { sharedPath } from '../../support/shared.ts'
import { skip } from '../../support/skip.ts'
import { exploration, manifestsOf, START, SYNC } from './exploration.ts'

const test = suite('rehearse/explore/alone')

test('each fault of examples/shop ends as it does alone', async () => {
  const folder = new URL('../../../examples/shop/', import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  await comparesAll(files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n---\n'))
})

for (const name of ['sentry', 'govuk-whitehall-admin', 'phalanx-docverse', 'temporal']) {
  test(`each fault of ${name} ends as it does alone`, async () => {
    const path = sharedPath('corpus', name, 'rendered.yaml')
    if (path === undefined) return skip('no ../shared')
    await comparesAll(readFileSync(path, 'utf8'))
  })
}

async function comparesAll(text: string): Promise<void> {
  const manifests = manifestsOf(text)
  const { rows } = await exploration(text)
  assert.ok(rows.length > 0)
  for (const { fault, alike, verdict } of rows) {
    assert.equal(textOf(await alone(manifests, fault)), textOf(verdict), formatFault(fault))
    const [other] = alike.slice(-1)
    // Names are all that tells one that is alike from the one that was rehearsed.
    if (other !== undefined) assert.equal(outline(await alone(manifests, other)), outline(verdict), formatFault(other))
  }
}

async function alone(manifests: readonly Manifest[], fault: Fault): Promise<Verdict> {
  const listener = createListener()
  const options = { sync: SYNC, clock: createVirtualClock(START), faults: [fault], aftermathMs: AFTERMATH_MS }
  return judge(listener.story(await rehearse(manifests, options, listener.hear)), fault)
}

function textOf(verdict: Verdict): string {
  return JSON.stringify(verdict, undefined, 1)
}

function outline({ exitCode, reason, written, left, syncFail, dangers }: Verdict): string {
  const states = left.hooks.map(({ state }) => state).toSorted()
  return JSON.stringify([exitCode, reason, written, left.sync, states, syncFail, dangers.map(({ kind }) => kind)])
}

test.run()
