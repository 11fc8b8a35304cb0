// The order in which a sync prunes: what plan, graph and rehearsal say of it is what the run tells and does.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createShop } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('order of pruning')

const LEAVING = [1, 3, 4].map((wave) => configMap(`p${wave}`, { wave: String(wave) }))

const STAYING = [configMap('c0'), configMap('c2', { wave: '2' })]

const PRUNE = '-f - --app shop --prune --prune-limit 100%'

interface Told {
  readonly type: string
  readonly wave?: number
  readonly key?: { readonly name: string }
  readonly reason?: string
  readonly tasks?: readonly { readonly wave: number; readonly key: { readonly name: string } }[]
}

function eventsOf(stdout: string): readonly Told[] {
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as Told)))
}

test('a plan shows the batches in which the run prunes, each with its wave', async () => {
  const { stdout } = await (await createShop([...STAYING, ...LEAVING])).run(`plan ${PRUNE}`, STAYING)
  assert.equal(stdout.split('\n').slice(2, -3), [
    'Sync',
    '  wave 0',
    '    unchanged ConfigMap demo/c0',
    '  wave 1',
    '    prune     ConfigMap demo/p4 (its own wave is 4)',
    '  wave 1',
    '    prune     ConfigMap demo/p3 (its own wave is 3)',
    '  wave 1',
    '    prune     ConfigMap demo/p1',
    '  wave 2',
    '    unchanged ConfigMap demo/c2',
  ])
})

test('a plan in which it is not pruned says its own wave, too', async () => {
  const kept = configMap('p4', { wave: '4', options: 'Prune=false' })
  const session = await createShop([...STAYING, configMap('p1', { wave: '1' }), kept])
  const unasked = await session.run('plan -f - --app shop', STAYING)
  assert.match(unasked.stdout, 'demo/p1 (pruning was not asked for; its own wave is 1)')
  assert.match(unasked.stdout, 'demo/p4 (pruning was not asked for; Prune=false; its own wave is 4)')
  const asked = await session.run(`plan ${PRUNE}`, STAYING)
  assert.match(asked.stdout, 'demo/p1 (its own wave is 1)')
  assert.match(asked.stdout, 'demo/p4 (Prune=false; its own wave is 4)')
})

test('the run tells the waves of its plan, one batch after the other', async () => {
  const { stdout, writes } = await (await createShop([...STAYING, ...LEAVING])).run(`${PRUNE} -o json`, STAYING)
  const events = eventsOf(stdout)
  const placed = (type: string): readonly string[] =>
    events
      .filter((event) => event.type === type)
      .flatMap(({ tasks = [] }) => tasks.map(({ key, wave }) => `${wave} ${key.name}`))
  assert.equal(placed('plan-built'), ['0 c0', '1 p4', '1 p3', '1 p1', '2 c2'])
  assert.equal(placed('wave-started'), placed('plan-built'))
  const batches = events.filter(({ type }) => type === 'wave-started')
  assert.equal(
    batches.map(({ wave, tasks = [] }) => [wave, ...tasks.map((task) => task.wave)]),
    [0, 1, 1, 1, 2].map((wave) => [wave, wave]),
  )
  const pruned = events.filter(({ type, reason }) => type === 'resource-deleted' && reason === 'Prune')
  assert.equal(
    pruned.map(({ key, wave }) => `${wave} ${key?.name}`),
    ['1 p4', '1 p3', '1 p1'],
  )
  const deletes = writes.filter((write) => write.startsWith('deleted ConfigMap/p'))
  assert.equal(deletes, ['deleted ConfigMap/p4', 'deleted ConfigMap/p3', 'deleted ConfigMap/p1'])
})

test('a saved plan numbers the batches, and a graph has a box for each', async () => {
  const session = await createShop([...STAYING, ...LEAVING])
  const saved = JSON.parse((await session.run(`plan ${PRUNE} -o json`, STAYING)).stdout)
  const numbers = saved.tasks.map(({ batch, name }: { batch: number; name: string }) => `${batch} ${name}`)
  assert.equal(numbers, ['1 c0', '2 p4', '3 p3', '4 p1', '5 c2'])
  const drawn = (await session.run(`plan ${PRUNE} -o mermaid`, STAYING)).stdout
  assert.is(drawn.split('wave 1').length, 4, drawn)
})

test.run()
