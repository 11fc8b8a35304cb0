import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from '../support/run-main.ts'

const test = suite('emptiness')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-empty-'))
test.after(() => rmSync(folder, { recursive: true }))

const ONE = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n'
const at = (name: string): string => join(folder, name)
writeFileSync(at('none.yaml'), '')
writeFileSync(at('one.yaml'), ONE)
mkdirSync(at('comments'))
writeFileSync(at('comments/a.yaml'), '# nothing\n')
mkdirSync(at('bare'))

const MEANT = '; --allow-empty says that it is meant'
const PIPE = `look at the command before the pipe${MEANT}`
const NAMED = `check what is named${MEANT}`

interface Row {
  readonly title: string
  readonly args: readonly string[]
  readonly stdin?: string
  readonly told: readonly [message: string, hint: string]
}

const rows: readonly Row[] = [
  { title: 'an empty stream', args: ['-f', '-'], told: ['no objects were found in <stdin>', PIPE] },
  {
    title: 'a stream of comments',
    args: ['-f', '-'],
    stdin: '# nothing\n---\n',
    told: ['no objects were found in <stdin>', PIPE],
  },
  {
    title: 'a List without items',
    args: ['-f', '-'],
    stdin: 'apiVersion: v1\nkind: List\nitems: []\n',
    told: ['no objects were found in <stdin>', PIPE],
  },
  {
    title: 'a file that is not text at all',
    args: ['-f', '/dev/null'],
    told: ['no objects were found in /dev/null', NAMED],
  },
  {
    title: 'several of them',
    args: ['-f', at('none.yaml'), '-f', '-'],
    told: [`no objects were found in ${at('none.yaml')}, <stdin>`, PIPE],
  },
  {
    title: 'a folder whose files are comments',
    args: ['-f', at('comments')],
    told: [`no objects were found in ${at('comments')}`, NAMED],
  },
  {
    title: 'a selector that matches nothing',
    args: ['-f', at('one.yaml'), '-l', 'app=none'],
    told: ['the selector matches none of 1 object', `correct -l${MEANT}`],
  },
]

for (const { title, args, stdin = '', told } of rows) {
  const stderr = `NO_OBJECTS ${told[0]}\n  ${told[1]}\n1 error; nothing was touched\n`
  for (const command of [[], ['plan', '--offline'], ['plan'], ['rehearse'], ['rehearse', '--explore']]) {
    test(`${['kubectl hooksync', ...command].join(' ')}: ${title} is refused`, async () => {
      assert.equal(await runMain([...command, ...args], stdin), { exitCode: 3, stdout: '', stderr })
    })
  }
  test(`explain: ${title} is refused, and no flag allows it`, async () => {
    const run = await runMain(['explain', 'Job/migrate', ...args], stdin)
    assert.equal(run, { exitCode: 3, stdout: '', stderr: stderr.replace(MEANT, '') })
  })
}

test('with --allow-empty there is nothing to do', async () => {
  const nothing = { exitCode: 0, stdout: '', stderr: 'nothing to do: no objects were found\n' }
  assert.equal(await runMain(['-f', '-', '--allow-empty'], '# nothing\n---\n'), nothing)
  assert.equal(await runMain(['-f', at('bare'), '--allow-empty']), nothing)
  assert.equal(await runMain(['-f', at('one.yaml'), '-l', 'app=none', '--allow-empty']), {
    ...nothing,
    stderr: 'nothing to do: no object matches the selector\n',
  })
  assert.equal(await runMain(['rehearse', '-f', '-', '--allow-empty']), {
    ...nothing,
    stderr: 'nothing to rehearse: no objects were found\n',
  })
  const plan = await runMain(['plan', '--offline', '-f', '-', '--allow-empty'])
  assert.equal([plan.exitCode, plan.stderr], [0, ''])
  assert.match(plan.stdout, /\nplan: nothing to do\n$/)
})

test('one of several that brings nothing is told', async () => {
  const run = await runMain(['rehearse', '-f', at('one.yaml'), '-f', '-', '-f', at('comments')])
  assert.is(run.exitCode, 0)
  assert.match(run.stdout, `warning NO_OBJECTS no objects were found in <stdin>`)
  assert.not.match(run.stdout, 'comments')
})

test('what cannot be read is told for what it is', async () => {
  const run = await runMain(['-f', at('missing.yaml')])
  assert.equal(run, {
    exitCode: 3,
    stdout: '',
    stderr: `UNREADABLE ${at('missing.yaml')} does not exist\n  check the path\n1 error; nothing was touched\n`,
  })
})

test('findings are events where JSON was asked for', async () => {
  const { stdout, exitCode } = await runMain(['-f', '-', '-o', 'json'])
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => {
      const event: unknown = JSON.parse(line)
      return event
    })
  assert.is(exitCode, 3)
  assert.is(events.length, 2)
  assert.match(stdout, '"code":"NO_OBJECTS"')
})

test.run()
