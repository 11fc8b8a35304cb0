// Kinds without a rule, judged by the common conditions (kubernetes-sigs/cli-utils:pkg/kstatus/status).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assessByConventions } from '../../src/health/conventions.ts'
import type { Json } from '../../src/object/kube-object.ts'

const test = suite('conventions')

/** `Type=Status Reason` each. */
function conditionsOf(texts: readonly string[]) {
  return texts.map((text) => {
    const [head = '', reason = ''] = text.split(' ')
    const [type = '', status = ''] = head.split('=')
    return { type, status, reason, message: '' }
  })
}

const rows: readonly [
  generation: number | undefined,
  observed: number | undefined,
  conditions: readonly string[],
  expected: string,
][] = [
  [undefined, undefined, [], 'Healthy: nothing in its status says otherwise'],
  [1, undefined, [], 'Healthy: nothing in its status says otherwise'],
  [2, 1, [], 'Progressing: its controller has seen generation 1, not yet 2 at status.observedGeneration'],
  [2, 1, ['Ready=True'], 'Progressing: its controller has seen generation 1, not yet 2 at status.observedGeneration'],
  [2, 1, ['Stalled=True'], 'Progressing: its controller has seen generation 1, not yet 2 at status.observedGeneration'],
  [1, 2, ['Ready=True'], 'Progressing: its controller has seen generation 2, not yet 1 at status.observedGeneration'],
  [undefined, 3, ['Ready=True'], 'Healthy: Ready is True at status.conditions[Ready]'],
  [2, 2, ['Ready=True'], 'Healthy: Ready is True at status.conditions[Ready]'],
  [2, 2, ['Ready=False Waiting'], 'Progressing: Waiting at status.conditions[Ready]'],
  [2, 2, ['Ready=Unknown'], 'Progressing: Ready is Unknown at status.conditions[Ready]'],
  [2, 2, ['Reconciling=True Creating', 'Ready=True'], 'Progressing: Creating at status.conditions[Reconciling]'],
  [2, 2, ['Ready=True', 'Stalled=True BadSpec'], 'Degraded: BadSpec at status.conditions[Stalled]'],
  [2, 2, ['Reconciling=False', 'Stalled=False', 'Ready=True'], 'Healthy: Ready is True at status.conditions[Ready]'],
  [2, 2, ['Stalled=False'], 'Healthy: nothing in its status says otherwise'],
  [2, 2, ['Stalled=True A', 'Reconciling=True B'], 'Degraded: A at status.conditions[Stalled]'],
  [2, 2, ['Reconciling=True B', 'Stalled=True A'], 'Progressing: B at status.conditions[Reconciling]'],
  [2, 2, ['Available=False Starting'], 'Progressing: Starting at status.conditions[Available]'],
  [2, 2, ['Available=True'], 'Healthy: Available is True at status.conditions[Available]'],
  [2, 2, ['Available=True', 'Ready=False No'], 'Progressing: No at status.conditions[Ready]'],
  [2, 2, ['Ready=Odd'], 'Healthy: nothing in its status says otherwise'],
  [2, 2, ['Ready=', 'Ready=False No'], 'Progressing: No at status.conditions[Ready]'],
  [2, 2, ['Ready=Odd', 'Available=False No'], 'Progressing: No at status.conditions[Available]'],
  [2, 2, ['Reconciling=Unknown A', 'Stalled=Unknown B'], 'Healthy: nothing in its status says otherwise'],
  [2, 2, ['Synced=False Odd'], 'Healthy: nothing in its status says otherwise'],
]

for (const [generation, observedGeneration, texts, expected] of rows) {
  test(`${generation}/${observedGeneration} ${texts.join(', ')}`, () => {
    const { status, message, at } = assessByConventions({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'a', ...(generation === undefined ? {} : { generation }) },
      status: {
        conditions: conditionsOf(texts),
        ...(observedGeneration === undefined ? {} : { observedGeneration }),
      },
    })
    assert.is(`${status}: ${message}${at === undefined ? '' : ` at ${at}`}`, expected)
  })
}

const odd: readonly (readonly [status: Json, expected: string])[] = [
  ['Ready', 'Unknown: its status is no object'],
  [true, 'Unknown: its status is no object'],
  [[{ type: 'Ready', status: 'True' }], 'Unknown: its status is no object'],
  [null, 'Healthy: nothing in its status says otherwise'],
  [{ observedGeneration: '2' }, 'Unknown: its status.observedGeneration is not a whole number'],
  [{ observedGeneration: null }, 'Unknown: its status.observedGeneration is not a whole number'],
  [{ conditions: { Ready: { status: 'True' } } }, 'Unknown: its conditions are not a list of texts'],
  [{ conditions: ['Ready'] }, 'Unknown: its conditions are not a list of texts'],
  [{ conditions: [{ type: 'Ready', status: true }] }, 'Unknown: its conditions are not a list of texts'],
  [{ conditions: null }, 'Healthy: nothing in its status says otherwise'],
  [{ conditions: [null, { type: 'Ready', status: 'False', message: null }] }, 'Progressing: Ready is False'],
]

for (const [state, expected] of odd) {
  test(`a status of another form: ${JSON.stringify(state)}`, () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', generation: 2 } }
    const { status, message } = assessByConventions({ ...object, status: state })
    assert.is(`${status}: ${message}`, expected)
  })
}

test('without a generation the observed one is not looked at, whatever it is', () => {
  const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } }
  assert.is(assessByConventions({ ...object, status: { observedGeneration: 'x' } }).status, 'Healthy')
})

test.run()
