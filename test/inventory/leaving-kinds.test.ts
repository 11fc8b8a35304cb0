// The watch of a kind that goes with a deletion ends without trouble; any other trouble is one.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { expectingLeave } from '../../src/inventory/leaving-kinds.ts'
import { planDelete } from '../../src/plan/plan-delete.ts'
import { planContext } from '../../src/sync/plan-context.ts'
import { createLab, usualOptions } from '../support/run-sync.ts'
import { widgetDefinition } from '../support/workloads.ts'

const test = suite('kinds that leave')

for (const [what, kind, reason, ends] of [
  ['a kind that goes is not served any more', 'Widget', 'NotFound', true],
  ['a kind that goes may not be watched', 'Widget', 'Forbidden', false],
  ['another kind is not served any more', 'Gadget', 'NotFound', false],
] as const) {
  test(`${what}: ${ends ? 'its watch ends' : 'trouble'}`, async () => {
    const { cluster } = createLab()
    const broken: Cluster = {
      ...cluster,
      watch: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new ClusterError('no', { reason })) }),
      }),
    }
    const signal = new AbortController().signal
    const members = [{ ...widgetDefinition(), metadata: { name: 'widgets.lab.example.com', uid: 'u' } }]
    const prune = { enabled: true, members, last: false, default: 'true', confirmed: false } as const
    const context = planContext({ ...usualOptions(0, signal), prune }, { types: new Map(), namespaceExists: true })
    const plan = planDelete([], context, {
      live: new Map(),
      default: 'true',
      prune: 'true',
      confirmed: false,
      definitions: true,
      namespaces: false,
    })
    const type = { group: 'lab.example.com', version: 'v1', kind, plural: `${kind.toLowerCase()}s`, namespaced: true }
    const watch = expectingLeave(broken, plan).watch(type, { resourceVersion: '1', signal })
    let trouble: unknown
    try {
      for await (const event of watch) assert.unreachable(event.type)
    } catch (error) {
      trouble = error
    }
    assert.is(trouble === undefined, ends)
  })
}

test.run()
