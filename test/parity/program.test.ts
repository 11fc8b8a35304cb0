// The built program's own rehearsal of recorded scenarios: the same writes and the same end as Argo CD's engine.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncEvent } from '../../src/sync/events.ts'
import { runProgram } from '../support/program.ts'
import { scenarioCases } from './cases.ts'
import type { ParityCase } from './cases.ts'
import { difference } from './steps.ts'

/** One of each kind of story: order, waves, failures, SyncFail hooks, every policy, a Helm chart. */
const SAMPLE = ['01', '15', '17', '20', '31', '33', '46', '48', '50', '62', '63', '66', '67', '74'].map(Number)

/** Exit codes in the words of the recordings. */
const PHASES: Readonly<Record<number, string>> = { 0: 'Succeeded', 1: 'Failed', 6: 'Running' }

const test = suite('kubectl hooksync rehearse and the recordings')

const plain = scenarioCases().filter(({ setup, before, options }) => !setup && !before && options.actions.length === 0)
for (const one of plain.filter(({ name }) => SAMPLE.includes(Number(name.slice(0, 2))))) {
  test(one.name, async () => {
    const { exitCode, events } = await runProgram(programArgs(one), { input: one.input })
    assert.is(PHASES[exitCode ?? 70], one.expected.phase)
    assert.is(difference(events.flatMap(writeOf), one.expected.steps), undefined)
  })
}

test.run()

function programArgs({ options }: ParityCase): readonly string[] {
  const { namespace, revision, timeout } = options
  const common = ['rehearse', '-f', '-', '-n', namespace, '--argo-compat', '--wave-delay', '0', '-o', 'json']
  return [...common, '--revision', revision, '--timeout', `${timeout * 10}s`]
}

/** What an event says was written, as steps name it. */
function writeOf(event: SyncEvent): readonly string[] {
  if (event.type !== 'resource-applied' && event.type !== 'resource-deleted') return []
  const { group, kind, namespace, name } = event.key
  const verb = event.type === 'resource-deleted' ? deleteVerb(event.outcome) : APPLY_VERBS[event.change]
  const what = `${group === '' ? '' : `${group}/`}${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
  return verb === undefined ? [] : [`${verb} ${what}`]
}

function deleteVerb(outcome: 'requested' | 'absent' | 'refused'): string | undefined {
  return outcome === 'requested' ? 'delete' : undefined
}

const APPLY_VERBS: Readonly<Record<string, string>> = {
  created: 'create',
  configured: 'apply',
  replaced: 'apply',
  recreated: 'create',
}
