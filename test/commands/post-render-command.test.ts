// The post-renderer where there is no cluster to reach: what it answers, and what it keeps for people.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { createGuard } from '../../src/guard/guard.ts'
import { COMMANDS } from '../../src/commands/command.ts'
import { flagsNamed } from '../../src/commands/flags/flags.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import { helpText } from '../../src/commands/help.ts'
import { runPostRender } from '../../src/commands/helm/post-render-command.ts'
import type { RenderWorld } from '../../src/commands/helm/render-world.ts'
import { startCollector } from '../support/collector.ts'
import { silentServer } from '../support/silent-server.ts'
import { manualTicker } from '../report/build-events.ts'
import { stillClock } from '../support/still-clock.ts'

const test = suite('post-render command')

const HOOK = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {argocd.argoproj.io/hook: PreSync}}\n'

const PLAIN = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n'

interface Given {
  readonly text?: string
  readonly major?: 3 | 4
  readonly args?: readonly string[]
  /** The command line of the process above us; undefined: it cannot be read. */
  readonly parent?: readonly string[]
  /** Called by no Helm at all, and no plugin of one. */
  readonly byNobody?: boolean
  /** Called before anything is written to standard output. */
  readonly onOutput?: () => void
  /** Why there is no cluster. */
  readonly fault?: Error
  readonly env?: Readonly<Record<string, string>>
}

/** Runs with a home of its own; nothing may connect. */
async function rendered(home: string, { text = HOOK, major = 4, args = [], parent, byNobody, ...given }: Given) {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 80,
    write: (part: string) => {
      if (name === 'stdout') given.onOutput?.()
      written[name] += part
    },
  })
  const world: RenderWorld = {
    clock: stillClock,
    ticker: manualTicker().ticker,
    connect: () => Promise.reject(given.fault ?? new Error('nothing may connect here')),
    parentPid: 7,
    self: '/bin/kubectl-hooksync',
    readProcess: () => (parent === undefined ? undefined : { pid: 7, parentPid: 0, argv: parent }),
    readIdentity: () => 'first',
    realpath: (path) => path,
    holder: 'me',
  }
  const io = {
    stdin: stream(text),
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { HOME: home, ...given.env, ...(byNobody === true ? {} : { HELM_PLUGIN_NAME: 'kubectl-hooksync' }) },
    cwd: '/',
    signal: new AbortController().signal,
    guard: createGuard(),
  }
  const flags = COMMANDS.find(({ name }) => name === 'post-render')?.flags ?? []
  const exitCode = await runPostRender(parseFlags(args, flagsNamed(flags)), io, { major, world })
  return { exitCode, ...written }
}

async function* stream(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

/** A test with a home of its own. */
function atHome(title: string, run: (home: string) => Promise<void>): void {
  test(title, async () => {
    const home = mkdtempSync(join(tmpdir(), 'hooksync-home-'))
    try {
      await run(home)
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })
}

const UNREADABLE =
  'it is not certain that this is a real run, and there are hooks or waves to run: the command line of the process that called us cannot be read here'

for (const major of [3, 4] as const) {
  atHome(`where no process can be read, as on macOS and Windows, Helm ${major} is told what to do`, async (home) => {
    const { exitCode, stdout, stderr } = await rendered(home, { major })
    assert.is(exitCode, major === 4 ? 0 : 1)
    const message = major === 4 ? stdout : stderr
    assert.match(message, UNREADABLE)
    assert.match(message, 'kubectl hooksync helm install|upgrade …')
    assert.match(message, '--drive --release NAME --namespace NS for a real run, --plan-only for a dry one')
  })
}

const DRIVE = ['--drive', '--release', 'r', '--namespace', 'default', '--assume-no-helm-hooks']

atHome('who is not Helm must not take a failure for a success', async (home) => {
  const { exitCode, stdout, stderr } = await rendered(home, { args: DRIVE, parent: ['bash'], byNobody: true })
  assert.equal([exitCode, stdout], [1, ''])
  assert.match(stderr, 'nothing may connect here')
})

atHome('what is thrown is told with what to do about it', async (home) => {
  const fault = new ClusterError('no cluster answers', { reason: 'Unreachable', hint: 'is it running?' })
  assert.equal(await rendered(home, { args: DRIVE, fault, major: 3 }), {
    exitCode: 1,
    stdout: '',
    stderr: 'no cluster answers\nis it running?\n',
  })
  assert.equal(await rendered(home, { args: DRIVE, fault }), {
    exitCode: 0,
    stdout: '|\n  hooksync: no cluster answers\n  is it running?\n',
    stderr: '',
  })
})

atHome('a drive that gets to no cluster is told in its log, in JUnit and on its page', async (home) => {
  const fault = new ClusterError('no cluster answers', { reason: 'Unreachable', hint: 'is it running?' })
  const [junit, page] = [join(home, 'j.xml'), join(home, 'r.html')]
  await rendered(home, { args: [...DRIVE, '--junit', junit, `--report=${page}`], fault })
  assert.match(readFileSync(junit, 'utf8'), '<error message="Cluster not usable: no cluster answers (is it running?)"')
  assert.match(readFileSync(page, 'utf8'), 'no cluster answers (is it running?)')
  const folder = join(home, '.local/state/kubectl-hooksync')
  const [log = ''] = readdirSync(folder)
  assert.is(
    readFileSync(join(folder, log), 'utf8'),
    'kubectl-hooksync: no cluster answers\nkubectl-hooksync: is it running?\n',
  )
})

atHome('a drive that gets to no cluster sends its trace, once; a dry run has none', async (home) => {
  const collector = await startCollector()
  try {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }
    await rendered(home, { parent: TEMPLATE, env })
    const fault = new ClusterError('no cluster answers', { reason: 'Unreachable' })
    await rendered(home, { args: DRIVE, fault, env })
    assert.equal(
      collector.spans().map(({ name, error }) => [name, error]),
      [['sync', 'Cluster not usable: no cluster answers']],
    )
  } finally {
    collector.close()
  }
})

atHome('a trace that nobody takes is warned of before what the drive came to', async (home) => {
  const collector = await silentServer((socket) => socket.destroy())
  try {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}` }
    const fault = new ClusterError('no cluster answers', { reason: 'Unreachable' })
    await rendered(home, { args: DRIVE, fault, env })
    const folder = join(home, '.local/state/kubectl-hooksync')
    const [log = ''] = readdirSync(folder)
    const lines = readFileSync(join(folder, log), 'utf8').trimEnd().split('\n')
    assert.match(lines[0] ?? '', 'kubectl-hooksync: warning: the trace was not sent to ')
    assert.is(lines.at(-1), 'kubectl-hooksync: no cluster answers')
  } finally {
    collector.close()
  }
})

atHome('a report that cannot be written is refused before anything is done', async (home) => {
  const { stdout } = await rendered(home, { args: [...DRIVE, '--report=/nonexistent/r.html'] })
  assert.match(stdout, 'hooksync: --report /nonexistent/r.html cannot be written: there is no such directory')
})

atHome('a dry run has no report', async (home) => {
  const page = join(home, 'r.html')
  await rendered(home, { parent: TEMPLATE, args: [`--report=${page}`] })
  assert.not.ok(existsSync(page))
})

atHome('a bug is told as one, with where it comes from', async (home) => {
  const { stderr } = await rendered(home, { args: DRIVE, fault: new TypeError('boom'), major: 3 })
  assert.match(stderr, /^this is a fault of kubectl-hooksync: TypeError: boom\n +at /)
})

atHome('where no process can be read, plain objects pass', async (home) => {
  const { exitCode, stdout } = await rendered(home, { text: PLAIN })
  assert.is(exitCode, 0)
  assert.is(stdout, PLAIN)
})

atHome('where processes can be read but none is Helm, the message says so', async (home) => {
  const { stdout } = await rendered(home, { parent: ['terraform', 'apply'] })
  assert.match(stdout, 'no command line of Helm with --post-renderer was found among our ancestors')
})

const TEMPLATE = ['helm', 'template', 'shop', './chart', '--post-renderer', 'kubectl-hooksync']

const planOf = (home: string): string => join(home, '.local/state/kubectl-hooksync/shop-plan.log')

atHome('a dry run comes back as it is, and its plan stands in one file of the release', async (home) => {
  for (const text of [`${HOOK}---\n${PLAIN}`, HOOK]) {
    const run = await rendered(home, { text, parent: TEMPLATE })
    assert.equal(run, { exitCode: 0, stdout: text, stderr: '' })
  }
  assert.is(
    readFileSync(planOf(home), 'utf8'),
    'plan of shop: helm template writes nothing\nPreSync wave 0: 1 hook\ntogether: 1 hook in 1 step\n',
  )
  assert.is(statSync(planOf(home)).mode & 0o777, 0o600)
})

atHome('a dry run is given back before its plan is made, so that no plan can spoil it', async (home) => {
  const plans: boolean[] = []
  await rendered(home, { parent: TEMPLATE, onOutput: () => void plans.push(existsSync(planOf(home))) })
  assert.equal(plans, [false])
  assert.ok(existsSync(planOf(home)))
})

atHome('a large dry run is not read: its plan names the command that does', async (home) => {
  const text = `${HOOK}---\n${PLAIN}${'# a comment\n'.repeat(100_000)}`
  const run = await rendered(home, { text, parent: TEMPLATE })
  assert.equal(run, { exitCode: 0, stdout: text, stderr: '' })
  assert.is(
    readFileSync(planOf(home), 'utf8'),
    'plan of shop: helm template writes nothing\n' +
      'not read in a dry run: 1.2 MB; helm template … | kubectl hooksync plan -f - --offline does it\n',
  )
})

atHome('a dry run does not write through a link that somebody laid at the plan’s place', async (home) => {
  await rendered(home, { parent: TEMPLATE })
  const precious = join(home, 'precious')
  writeFileSync(precious, 'precious')
  rmSync(planOf(home))
  symlinkSync(precious, planOf(home))
  await rendered(home, { parent: TEMPLATE })
  assert.is(readFileSync(precious, 'utf8'), 'precious')
  assert.match(readFileSync(planOf(home), 'utf8'), 'plan of shop')
})

atHome('a caller that is not proven gets no plan and no log', async (home) => {
  await rendered(home, {})
  assert.not.ok(existsSync(join(home, '.local')))
})

atHome('--transform tells a caller without Helm on standard error what is lost', async (home) => {
  const text =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {argocd.argoproj.io/sync-wave: "3"}}\n'
  const { stdout, stderr } = await rendered(home, { text, args: ['--transform'] })
  assert.is(stdout, text)
  assert.is(stderr, 'kubectl-hooksync: warning: Helm has no waves: 3 is lost, Helm orders by kind (ConfigMap x)\n')
})

test("the help says which timeout holds: Helm's own", () => {
  const command = COMMANDS.find(({ name }) => name === 'post-render')
  if (command === undefined) throw new Error('no post-render command')
  const text = helpText(command, 120).replaceAll(/\s+/g, ' ')
  assert.match(
    text,
    "--timeout=DURATION end the phases after so long, with --drive; without, Helm's own --timeout does (default: 5m, as in Helm)",
  )
  assert.not.match(text, '30m')
})

test.run()
