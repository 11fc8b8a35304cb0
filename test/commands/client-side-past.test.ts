// What kubectl has applied client-side: taken over by server-side apply, unless ClientSideApplyMigration=false says otherwise.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('client-side past')

const OFF = '--sync-option ClientSideApplyMigration=false'
const WANTED = [configMap('c', { data: { a: '2' } })]

/** A session with a ConfigMap that kubectl has applied with one entry more. */
async function withPast(): Promise<Session> {
  const session = createSession()
  await session.lab.put([configMap('c', { data: { a: '1', gone: 'x' } })])
  return session
}

const data = ({ lab }: Session) => lab.live('ConfigMap', 'c')?.['data']

test('its fields become ours: what is in no manifest any more goes, and nothing is taken from anybody', async () => {
  const session = await withPast()
  const run = await session.run('-f -', WANTED)
  assert.is(run.exitCode, 0, run.stdout)
  assert.not.match(run.stdout, 'took')
  assert.equal(data(session), { a: '2' })
})

test('with the option they stay its own: what is in no manifest stays, and what changes is taken', async () => {
  const session = await withPast()
  const plan = await session.run(`plan -f - ${OFF}`, WANTED)
  assert.match(plan.stdout, 'data.a: "1" → "2"  taken from kubectl-client-side-apply\n')
  assert.not.match(plan.stdout, 'data.gone')
  const run = await session.run(`-f - ${OFF}`, WANTED)
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(run.stdout, 'took .data.a of ConfigMap demo/c from kubectl-client-side-apply: "1" → "2"')
  assert.equal(data(session), { a: '2', gone: 'x' })
  const again = await session.run(`-f - ${OFF}`, WANTED)
  assert.equal([again.exitCode, again.writes], [0, []])
})

test('with the option and without --force-conflicts they are refused', async () => {
  const session = await withPast()
  const run = await session.run(`-f - ${OFF} --no-force-conflicts`, WANTED)
  assert.is(run.exitCode, 3, run.stdout)
  assert.match(run.stdout, 'other managers own .data.a (kubectl-client-side-apply); --force-conflicts takes them')
  assert.equal((await session.run('-f - --no-force-conflicts', WANTED)).exitCode, 0)
})

test('Argo CD does the same where it applies server-side', async () => {
  for (const [option, left] of [
    ['', { a: '2' }],
    [OFF, { a: '2', gone: 'x' }],
  ] as const) {
    const session = await withPast()
    const run = await session.run(`-f - --argo-compat --sync-option ServerSideApply=true ${option}`, WANTED)
    assert.is(run.exitCode, 0, run.stdout)
    assert.equal(data(session), left)
  }
})

test.run()
