// time limit: 300 s
// An exploration does not lie: what it says of a fault is what the rehearsal of that fault alone comes to, from beginning to end.
import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SYNC_DEFAULTS } from '../../../src/sync/sync-options.ts'
import { createVirtualClock } from '../../../src/simulator/virtual-clock.ts'
import type { Manifest } from '../../../src/manifest/manifest.ts'
import { AFTERMATH_MS } from '../../../src/rehearse/explore/explore.ts'
import { createListener } from '../../../src/rehearse/explore/story.ts'
import { judge } from '../../../src/rehearse/explore/verdict.ts'
import type { Verdict } from '../../../src/rehearse/explore/verdict.ts'
import { formatFault } from '../../../src/rehearse/fault.ts'
import type { Fault } from '../../../src/rehearse/fault.ts'
import { rehearse } from '../../../src/rehearse/rehearse.ts'
import type { SyncOptions } from '../../../src/sync/sync-options.ts'
import { sharedPath } from '../../support/shared.ts'
import { skip } from '../../support/skip.ts'
import { manifestsOf, USUAL_SYNC } from '../../support/usual-sync.ts'
import { exploration, START } from './exploration.ts'

const test = suite('rehearse/explore/alone')

const SYNCS = [
  { how: 'taking fields of others', settings: { forceConflicts: true } },
  { how: 'with --no-force-conflicts', settings: { forceConflicts: false } },
] as const

for (const { how, settings } of SYNCS) {
  test(`each fault of examples/shop ends as it does alone, ${how}`, async () => {
    const folder = new URL('../../../examples/shop/', import.meta.url)
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
    const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8'))
    await comparesAll(texts.join('\n---\n'), settings)
  })
}

for (const name of ['sentry', 'govuk-whitehall-admin', 'phalanx-docverse', 'temporal']) {
  test(`each fault of ${name} ends as it does alone`, async () => {
    const path = sharedPath('corpus', name, 'rendered.yaml')
    if (path === undefined) return skip('no ../shared')
    await comparesAll(readFileSync(path, 'utf8'), { forceConflicts: name !== 'temporal' })
  })
}

type Settings = Pick<SyncOptions, 'forceConflicts'>

async function comparesAll(text: string, settings: Settings): Promise<void> {
  const manifests = manifestsOf(text)
  const { rows } = await exploration(text, { settings })
  assert.ok(rows.length > 0)
  assert.is(
    rows.some(({ fault }) => fault.do === 'conflict'),
    !settings.forceConflicts,
  )
  for (const { fault, alike, verdict } of rows) {
    assert.equal(textOf(await alone(manifests, fault, settings)), textOf(verdict), formatFault(fault))
    // Names are all that tells those that are alike from the one that was rehearsed.
    for (const other of alike) {
      assert.equal(outline(await alone(manifests, other, settings)), outline(verdict), formatFault(other))
    }
  }
}

async function alone(manifests: readonly Manifest[], fault: Fault, settings: Settings): Promise<Verdict> {
  const listener = createListener()
  const sync = { ...USUAL_SYNC, ...settings }
  const options = { sync, clock: createVirtualClock(START), faults: [fault], aftermathMs: AFTERMATH_MS }
  return judge(listener.story(await rehearse(manifests, options, listener.hear)), SYNC_DEFAULTS, fault)
}

function textOf(verdict: Verdict): string {
  return JSON.stringify(verdict, undefined, 1)
}

function outline({ exitCode, reason, written, left, syncFail, dangers }: Verdict): string {
  const states = left.hooks.map(({ state }) => state).toSorted()
  return JSON.stringify([exitCode, reason, written, left.sync, states, syncFail, dangers.map(({ kind }) => kind)])
}

test.run()
