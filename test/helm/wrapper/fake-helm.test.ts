// The wrapper around Helms that are shell scripts: what they are called with, and what becomes of their answers. Needs no cluster.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runProgram, startProgram } from '../../support/program.ts'
import type { ProgramRun } from '../../support/program.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { runFakeHelm } from './fake-helm.ts'
import type { FakeOptions, FakeRun } from './fake-helm.ts'

const test = suite('kubectl hooksync helm, with a Helm that is a script')
const folder = mkdtempSync(join(tmpdir(), 'hooksync-fake-helm-'))

test.after(() => rmSync(folder, { recursive: true }))

const run = (words: string, options: FakeOptions): Promise<FakeRun> => runFakeHelm(folder, words, options)

const HOOKS = `case "$*" in *--dry-run=server*) echo '{"name":"demo","info":{},"hooks":[]}'; exit 0;; esac`

test('Helm’s exit status is kept, whatever number it is, and its output goes where it went', async () => {
  for (const status of [0, 1, 37, 255]) {
    const ended = await run('upgrade demo ./chart', { body: `echo out; echo err >&2; exit ${status}` })
    assert.is(ended.exitCode, status)
    assert.is(ended.stdout, 'out\n')
    assert.is(ended.stderr, 'err\n')
  }
})

test('Helm 4 is called once with our private plugin first in HELM_PLUGINS; the words say nothing secret', async () => {
  const ended = await run('-n shop upgrade -i demo -- ./chart', {
    body: 'echo "$HELM_PLUGINS"; cat "${HELM_PLUGINS%%:*}/kubectl-hooksync/plugin.yaml"; stat -c %a "$HOOKSYNC_ORDER"',
  })
  assert.equal(ended.calls, ['-n shop upgrade -i demo --post-renderer=kubectl-hooksync -- ./chart'])
  assert.match(ended.stdout, /^\/\S+\/kubectl-hooksync-\w+:\/plugins\napiVersion: v1\n/)
  assert.match(ended.stdout, /\n600\n$/)
})

test('Helm 3 is asked for its hooks first, and runs none in the real run', async () => {
  const ended = await run('upgrade demo ./chart', { version: 'v3.17.3+gabc', body: HOOKS })
  assert.is(ended.exitCode, 0, ended.stderr)
  const renderer = / --post-renderer=\/\S+\/dist\/cli\.js /
  assert.equal(
    ended.calls.map((call) => call.replace(renderer, ' ')),
    ['upgrade demo ./chart --dry-run=server --output=json', 'upgrade demo ./chart --no-hooks'],
  )
})

test('Helm 3 with a dry run or the user’s own --no-hooks is called once', async () => {
  for (const more of ['--dry-run', '--no-hooks']) {
    const { calls } = await run(`upgrade demo ./chart ${more}`, { version: 'v3.17.3', body: HOOKS })
    assert.is(calls.length, 1)
    assert.match(calls[0] ?? '', new RegExp(`^upgrade demo \\./chart ${more} --post-renderer=\\S+$`))
  }
})

test('where Helm 3 cannot render, its own message and status are the end', async () => {
  const ended = await run('upgrade demo ./none', {
    version: 'v3.17.3',
    body: 'echo "Error: path not found" >&2; exit 3',
  })
  assert.is(ended.exitCode, 3)
  assert.is(ended.stderr, 'Error: path not found\n')
  assert.is(ended.calls.length, 1)
})

test('what stands around the JSON of the dry run of Helm 3 is read past; without a release there is no run', async () => {
  const words = 'upgrade demo ./chart --dependency-update'
  const body = `case "$*" in *--dry-run=server*) echo 'Saving 1 charts'; echo '{"name":"demo","info":{}}'; exit 0;; esac`
  const ended = await run(words, { version: 'WARNING: old\nv3.17.3', body })
  assert.is(ended.exitCode, 0, ended.stderr)
  assert.is(ended.calls.length, 2)
  const silent = await run(words, { version: 'v3.17.3', body: 'echo Saving 1 charts' })
  assert.is(silent.exitCode, 1)
  assert.is(
    silent.stderr,
    'error: Helm’s dry run with --output=json shows no release, so the chart’s hooks are not known; nothing was changed: Saving 1 charts\n'.replaceAll(
      '’',
      "'",
    ),
  )
  assert.is(silent.calls.length, 1)
})

test('a Helm that cannot even say its version says why itself', async () => {
  const ended = await run('upgrade demo ./chart', { start: 'echo "Unable to read memory driver data" >&2; exit 1' })
  assert.is(ended.exitCode, 1)
  assert.is(ended.stderr, 'Unable to read memory driver data\n')
})

test('where no temporary files can be made nothing is started, and the message says what TMPDIR must be', async () => {
  const ended = await run('upgrade demo ./chart', { env: { TMPDIR: '/proc/nope' } })
  assert.is(ended.exitCode, 2)
  assert.is(
    ended.stderr,
    'error: nothing can be written to /proc/nope (ENOENT), where the wrapper keeps what Helm has rendered\n' +
      '  let TMPDIR name a folder that you can write to\n',
  )
  assert.equal(ended.calls, [])
})

test('values from standard input reach both runs of Helm 3', async () => {
  const ended = await run('upgrade demo ./chart -f -', {
    version: 'v3.17.3',
    body: `cat >> "$0.input"; ${HOOKS}`,
    input: 'color: blue\n',
  })
  assert.is(ended.exitCode, 0, ended.stderr)
  assert.is(readFileSync(`${ended.helm}.input`, 'utf8'), 'color: blue\ncolor: blue\n')
})

test('values that can be read only once are refused with Helm 3, which reads them twice', async () => {
  const pipe = join(folder, 'pipe')
  await execa('sh', ['-c', 'mkfifo "$0"', pipe])
  const old = await run(`upgrade demo ./chart -f ${pipe}`, { version: 'v3.17.3', body: HOOKS })
  assert.is(old.exitCode, 2)
  assert.is(
    old.stderr,
    `error: values from ${pipe} can be read only once, and Helm 3 has to read them twice\n` +
      '  write them to a file, or give them on standard input: -f -\n',
  )
  assert.equal(old.calls, [])
  assert.is((await run(`upgrade demo ./chart -f ${pipe}`, {})).exitCode, 0)
})

test('an order is done once: a renderer that is called again does nothing', async () => {
  const render = 'printf "kind: A\\n" | "$R"'
  const ended = await run('upgrade demo ./chart', {
    version: 'v3.17.3',
    body: `for word in "$@"; do case "$word" in --post-renderer=*) R="\${word#*=}";; esac; done
${render} >&2; ${render}; exit 9`,
  })
  assert.is(ended.exitCode, 9)
  assert.match(ended.stderr, '# kubectl-hooksync: the manifests are kept for the run that follows\n')
  assert.match(
    ended.stderr,
    'HOOKSYNC_ORDER leads to no order of kubectl hooksync helm that is ours and still to be done',
  )
})

test('a renderer with an order that is not there writes nothing, whatever it is given', async () => {
  const run3 = await runProgram([], { env: { HOOKSYNC_ORDER: '/nonexistent/order.json' }, input: 'kind: A\n' })
  assert.is(run3.exitCode, 1)
  assert.is(run3.stdout, '')
  const run4 = await runProgram(['post-render'], { env: { HOOKSYNC_ORDER: '/nonexistent/order.json' }, input: '' })
  assert.is(run4.exitCode, 0)
  assert.match(run4.stdout, /^\|\n {2}hooksync: HOOKSYNC_ORDER leads to no order /)
})

test('help behind the subcommand is Helm’s own', async () => {
  const ended = await run('upgrade --help', { body: 'echo "Helm helps"' })
  assert.equal([ended.exitCode, ended.stdout, ended.calls], [0, 'Helm helps\n', ['upgrade --help']])
})

test('our own help needs no Helm', async () => {
  const { exitCode, stdout } = await runProgram(['helm', '--help'], { env: { HELM_BIN: '/nonexistent' } })
  assert.is(exitCode, 0)
  assert.match(stdout, 'kubectl hooksync helm (install | upgrade) [words for Helm]')
})

test('without words there is nothing to hand on', async () => {
  const { exitCode, stderr } = await runProgram(['helm'])
  assert.is(exitCode, 2)
  assert.is(stderr, 'error: say what Helm shall do\n  kubectl hooksync helm install|upgrade …\n')
})

test('no Helm, Helm 2 and what says no version are refused with exit code 2', async () => {
  const none = await runProgram(['helm', 'upgrade', 'a', 'b'], { env: { HELM_BIN: '/nonexistent/helm' } })
  assert.is(none.exitCode, 2)
  assert.is(
    none.stderr,
    'error: /nonexistent/helm cannot be started: there is no such program\n  put helm on the PATH, or name it in HELM_BIN\n',
  )
  for (const version of ['Client: v2.17.0+ga690bad', 'v3.12.0', 'nonsense']) {
    const old = await run('upgrade a b', { version })
    assert.is(old.exitCode, 2)
    assert.is(
      old.stderr,
      `error: ${old.helm} says it is ${version}; Helm 3.13 or newer, or Helm 4, is needed\n  HELM_BIN can name another Helm\n`,
    )
    assert.equal(old.calls, [])
  }
})

test('a user’s own post-renderer is refused before Helm runs', async () => {
  const ended = await run('upgrade a b --post-renderer mine', {})
  assert.is(ended.exitCode, 2)
  assert.is(
    ended.stderr,
    'error: --post-renderer mine was given, and Helm takes one only\n  leave it out: the wrapper is the post-renderer\n',
  )
  assert.equal(ended.calls, [])
})

test('a Helm that a signal ended counts as a shell counts', async () => {
  const ended = await run('upgrade a b', { body: 'kill -KILL $$' })
  assert.is(ended.exitCode, 137)
})

let number = 0

/** Starts the wrapper around a Helm that hangs, and tells it to end when that hangs. */
async function interrupted(version: string, body: string): Promise<ProgramRun & { readonly group: number }> {
  const helm = join(folder, `hanging-${(number += 1)}`)
  const script = `#!/bin/sh\ncase "$1" in\n  version) ${version};;\n  env) echo /plugins; exit 0;;\nesac\n${body}\n`
  writeFileSync(helm, script, { mode: 0o755 })
  const running = startProgram(['helm', 'upgrade', 'demo', './chart'], { env: { HELM_BIN: helm } })
  await waitUntil(() => existsSync(`${helm}.pid`))
  running.kill('SIGTERM')
  const ended = await running.ended
  return { ...ended, group: Number(readFileSync(`${helm}.pid`, 'utf8')) }
}

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}

const HANGS = `trap '' TERM INT; (sleep 60; sleep 60) & echo $$ > "$0.pid"; sleep 60; sleep 60`

for (const [title, version, body] of [
  ['the question for its version', HANGS, ''],
  ['the dry run that shows the hooks', "echo 'v3.17.3'; exit 0", HANGS],
  ['the run, before it has called us', "echo 'v4.3.1'; exit 0", HANGS],
] as const) {
  test(`a signal ends a Helm that hangs in ${title} and does not listen, with all that it has started`, async () => {
    const ended = await interrupted(version, body)
    assert.is(ended.exitCode, 143, ended.stderr)
    await waitUntil(() => !isThere(ended.group))
  })
}

test('a Helm that our renderer has begun to work for is left to end by itself', async () => {
  const body = `rm "$HOOKSYNC_ORDER"; trap 'sleep 2; exit 5' TERM; echo $$ > "$0.pid"; while :; do sleep 0.1; done`
  const ended = await interrupted("echo 'v4.3.1'; exit 0", body)
  assert.is(ended.exitCode, 143)
  assert.ok(ended.milliseconds > 2000, `${ended.milliseconds} ms`)
})

test.run()
