// A run that keeps a record tells which fields of what is there it changes: as a plan shows them, within bounds, without asking for more.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { planted, plantedIn } from '../support/planted.ts'
import { runMain } from '../support/run-main.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite<{ folder: string }>('tell differences', { folder: '' })

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hooksync-differences-'))
})

test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

type Told = Extract<SyncEvent, { readonly type: 'differences-found' }>

function holding(name: string, data: Readonly<Record<string, string>>): KubeObject {
  return { ...configMap(name), data }
}

/** What one more run tells, and how often it wrote or tried to. */
async function told(session: Session, objects: readonly KubeObject[], cwd: string, words = '--report run.html') {
  const before = session.lab.audit.length
  const run = await session.run(`-f - -o json ${words}`, objects, { cwd })
  const events = run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SyncEvent)
  const found = events.filter((event): event is Told => event.type === 'differences-found')
  return { run, found, requests: session.lab.audit.length - before }
}

test('what is there is compared as the server would store it; what is new, or the same, has no differences', async ({
  folder,
}) => {
  const session = createSession()
  const migrate = job('mig', { hook: 'PreSync' })
  const first = await told(session, [migrate, holding('a', { x: '1', gone: 'y' }), holding('same', {})], folder)
  assert.equal(
    first.found.map(({ objects }) => objects),
    [[]],
  )
  const changed = [migrate, holding('a', { x: '2' }), holding('same', {}), holding('new', {})]
  const { found } = await told(session, changed, folder)
  assert.equal(
    found.flatMap(({ objects }) => objects.map(({ key, action, fields }) => [key.name, action, fields])),
    [
      ['mig', 'recreate', []],
      [
        'a',
        'update',
        [
          { field: 'data.x', managers: [], from: '"1"', to: '"2"' },
          { field: 'data.gone', managers: [], from: '"y"' },
        ],
      ],
    ],
  )
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  assert.match(page, '<summary>2 created</summary>\n<pre>Job demo/mig\nConfigMap demo/new</pre>')
  assert.match(
    page,
    '<details open>\n<summary>update ConfigMap demo/a</summary>\n<pre>data.x: &quot;1&quot; → &quot;2&quot;\ndata.gone: &quot;y&quot; → (none)</pre>',
  )
  assert.match(page, '<p class="mono">recreate Job demo/mig: BeforeHookCreation</p>')
})

test('who asks for no report is told nothing of it, and the server is asked the same', async ({ folder }) => {
  const run = async (words: string) => {
    const session = createSession()
    await session.run('-f -', [holding('a', { x: '1' })])
    return told(session, [holding('a', { x: '2' })], folder, words)
  }
  const [plain, kept] = [await run(''), await run('--report run.html')]
  assert.equal([plain.found.length, kept.found.length], [0, 1])
  assert.is(plain.requests, kept.requests)
})

test('a saved run has the same page, and one that was not asked says that it does not know', async ({ folder }) => {
  const session = createSession()
  await session.run('-f -', [holding('a', { x: '1' })])
  const kept = await told(session, [holding('a', { x: '2' })], folder)
  const again = await runMain(['replay', '-', '-o', 'html'], kept.run.stdout)
  assert.match(again.stdout, '<pre>data.x: &quot;1&quot; → &quot;2&quot;</pre>')
  const other = await told(session, [holding('a', { x: '3' })], folder, '')
  const silent = await runMain(['replay', '-', '-o', 'html'], other.run.stdout)
  assert.match(silent.stdout, 'Which fields differed was not told')
})

test('a rehearsal that starts from what is live has them, too', async ({ folder }) => {
  const session = createSession()
  await session.run('-f -', [holding('a', { x: '1' })])
  const words = 'rehearse -f - --against-cluster --report run.html'
  const run = await session.run(words, [holding('a', { x: '2' })], { cwd: folder })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(readFileSync(join(folder, 'run.html'), 'utf8'), '<pre>data.x: &quot;1&quot; → &quot;2&quot;</pre>')
})

test('of a Secret only the names are told, and no value of it anywhere else', async ({ folder }) => {
  const session = createSession()
  const [old, fresh] = [planted('old'), planted('fresh')]
  const secret = (password: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    stringData: { password },
  })
  await session.run('-f -', [secret(old), holding('leaks', { url: `db://${old}` })])
  const { run, found } = await told(session, [secret(fresh), holding('leaks', { url: `db://${fresh}` })], folder)
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  assert.equal([plantedIn(run.stdout), plantedIn(page)], [[], []])
  const fields = found.flatMap(({ objects }) => objects.flatMap((object) => object.fields))
  assert.ok(
    fields.some(({ field, hidden, from }) => field === 'data.password' && hidden === true && from === undefined),
  )
  assert.match(page, 'data.password: (differs)')
})

test('long texts, many fields and many objects are bounded, and how much is left out is told', async ({ folder }) => {
  const session = createSession()
  const lines = (middle: string): string =>
    [...Array.from({ length: 500 }, (_, at) => `line ${at}`), middle, 'the end'].join('\n')
  const many = (value: string): Record<string, string> =>
    Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`k${at}`, value]))
  const all = (value: string): readonly KubeObject[] => [
    holding('a-long', { text: lines(value), word: value.repeat(5000) }),
    holding('a-many', many(value)),
    ...Array.from({ length: 310 }, (_, at) => holding(`c${at}`, { x: value })),
  ]
  await session.run('-f -', all('a'))
  const { found } = await told(session, all('b'), folder)
  const [event] = found
  assert.equal([event?.objects.length, event?.leftOut], [300, 12])
  const named = (name: string) => event?.objects.find(({ key }) => key.name === name)
  assert.equal([named('a-many')?.fields.length, named('a-many')?.leftOut], [100, 30])
  const [text, word] = named('a-long')?.fields ?? []
  assert.equal([text?.from, text?.to, word?.to?.length], ['"a"', '"b"', 2001])
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  assert.match(page, '<details>\n<summary>update ConfigMap demo/a-long</summary>')
  assert.match(page, 'And 12 objects more.')
  assert.match(page, 'and 30 fields more')
})

test.run()
