// Traces that nobody takes: the run ends as it would have, within a second more, with one warning; the program has loaded nothing where none is asked for.
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import { startCollector } from '../support/collector.ts'
import { PROGRAM, programEnvironment, runProgram } from '../support/program.ts'
import { silentServer } from '../support/silent-server.ts'
import { waitUntil } from '../support/wait-until.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('dead collectors')

/** A second, and what a busy machine may take for the rest. */
const AT_MOST_MS = 4_000

/** Where nobody takes traces, and what is told of it. */
interface DeadCollector {
  readonly port: number
  readonly close: () => void
}

async function answering(answer: RequestListener): Promise<DeadCollector> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

async function refusing(): Promise<DeadCollector> {
  const server = await silentServer()
  server.close()
  return { port: server.port, close: () => {} }
}

const dripping: RequestListener = (_request, response) => {
  const drip = setInterval(() => response.write('x'), 50)
  response.on('close', () => clearInterval(drip))
}

const DEAD: readonly (readonly [string, () => Promise<DeadCollector>, RegExp])[] = [
  ['refuses connections', refusing, /: connect ECONNREFUSED /],
  ['never answers', () => silentServer(), /: there is no answer$/m],
  ['never ends its answer', () => answering(dripping), /: there is no answer$/m],
  ['closes connections', () => silentServer((socket) => socket.destroy()), /: socket hang up$/m],
  [
    'answers with garbage',
    () => silentServer((socket) => socket.end('\u001b[31mhello\r\n\r\n')),
    /: Parse Error: Expected HTTP\/, RTSP\/ or ICE\/$/m,
  ],
  [
    'fails, and says what it was sent',
    () => answering((_request, response) => response.writeHead(500, 'Bearer s3cr3t').end('Bearer s3cr3t')),
    /: the answer has status 500$/m,
  ],
  [
    'is busy',
    () => answering((_request, response) => response.writeHead(503).end()),
    /: it takes nothing now \(status 429, 502, 503 or 504\)$/m,
  ],
]

/** A setting with which Node's look-ups of names do this instead. */
function lookingUp(folder: string, deed: string): Record<string, string> {
  const shim = join(folder, 'shim.mjs')
  writeFileSync(shim, `import dns from 'node:dns'\ndns.lookup = (name, options, answer) => ${deed}\n`)
  return { NODE_OPTIONS: `--import ${shim}` }
}

test('a name service that does not answer costs no more than that, and leaves no process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-names-'))
  const mark = join(folder, 'pid')
  const deed = `{ process.getBuiltinModule('node:fs').writeFileSync('${mark}', String(process.pid)); setTimeout(() => {}, 60_000) }`
  const env = { ...lookingUp(folder, deed), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' }
  const at = performance.now()
  const run = await createSession().run('-f -', [configMap('a')], { env })
  assert.ok(performance.now() - at < AT_MOST_MS)
  assert.is(run.exitCode, 0)
  const [first] = run.stderr.split('\n')
  assert.is(first, 'warning: the trace was not sent to collector.example:4318: the name service does not answer')
  const pid = Number(readFileSync(mark, 'utf8'))
  assert.is.not(pid, process.pid)
  await waitUntil(() => !existsSync(`/proc/${pid}/cmdline`))
  rmSync(folder, { recursive: true })
})

test('a collector is found by its name, and a name that nobody knows is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-names-'))
  const collector = await startCollector()
  const endpoint = `http://collector.example:${new URL(collector.url).port}`
  const known = lookingUp(folder, `answer(null, [{ address: '127.0.0.1', family: 4 }])`)
  const run = await createSession().run('-f -', [configMap('a')], {
    env: { ...known, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
  })
  assert.equal([run.exitCode, run.stderr, collector.requests.length], [0, '', 1])
  const unknown = lookingUp(folder, `answer(new Error('getaddrinfo ENOTFOUND ' + name))`)
  const lost = await createSession().run('-f -', [configMap('a')], {
    env: { ...unknown, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
  })
  assert.is(lost.exitCode, 0)
  assert.match(lost.stderr, ': getaddrinfo ENOTFOUND collector.example\n')
  collector.close()
  rmSync(folder, { recursive: true })
})

for (const [title, start, told] of DEAD) {
  test(`a collector that ${title} changes nothing of a run but one warning`, async () => {
    const { port, close } = await start()
    try {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
      const at = performance.now()
      const run = await createSession().run('-f -', [configMap('a')], { env })
      assert.equal([run.exitCode, run.writes], [0, ['created ConfigMap/a']])
      assert.ok(performance.now() - at < AT_MOST_MS)
      const [first = '', second, ...more] = run.stderr.split('\n')
      assert.match(first, told)
      assert.is(first.indexOf(`warning: the trace was not sent to 127.0.0.1:${port}: `), 0)
      assert.equal([second, ...more], [`  ${HINT}`, ''])
      assert.match(run.screen, /  Succeeded in 0ms: 1 created\n$/)
    } finally {
      close()
    }
  })
}

const HINT =
  'the run is what it was; see whether a collector takes OTLP over HTTP there, or unset OTEL_EXPORTER_OTLP_ENDPOINT'

test('an authority that never ends, or that nobody writes, changes nothing of a run but one warning', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-authority-'))
  const pipe = join(folder, 'pipe')
  await execa('mkfifo', [pipe])
  for (const [path, told] of [
    // A slow machine does not come to the end of what is read.
    ['/dev/zero', 'it has more than 256 MiB|reading was given up'],
    [pipe, 'reading was given up'],
  ] as const) {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:1', OTEL_EXPORTER_OTLP_CERTIFICATE: path }
    const at = performance.now()
    const run = await createSession().run('-f -', [configMap('a')], { env })
    assert.is(run.exitCode, 0)
    assert.ok(performance.now() - at < AT_MOST_MS)
    const screen = `^warning: the trace was not sent to 127.0.0.1:1: ${path}: (${told})\n  ${HINT}\n$`
    assert.match(run.stderr, new RegExp(screen))
  }
  rmSync(folder, { recursive: true })
})

for (const [title, start] of DEAD.filter(([name]) => name.startsWith('never'))) {
  test(`the process ends, too, when a collector ${title}`, async () => {
    const { port, close } = await start()
    try {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, KUBECONFIG: '/nonexistent' }
      const run = await runProgram(['-f', '-'], { env, input: JSON.stringify(configMap('a')) })
      assert.is(run.exitCode, 4, run.stderr)
      assert.match(run.stderr, /^warning: the trace was not sent to [^]*^error: no kubeconfig/m)
      assert.ok(run.milliseconds < AT_MOST_MS, `${run.milliseconds} ms`)
    } finally {
      close()
    }
  })
}

test('a name that nobody knows, and a header that cannot be one, are told without its value', async () => {
  const run = async (env: Readonly<Record<string, string>>) =>
    (
      await runProgram(['-f', '-'], {
        env: { KUBECONFIG: '/nonexistent', ...env },
        input: JSON.stringify(configMap('a')),
      })
    ).stderr
  const unknown = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:s3cr3t@no.such.name.invalid:4318' })
  assert.match(unknown, /^warning: the trace was not sent to no\.such\.name\.invalid:4318: /)
  const header = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%0as3cr3t' }
  const invalid = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', ...header })
  assert.match(invalid, /^warning: the trace was not sent to 127\.0\.0\.1:1: Invalid character in header content/)
  assert.not.match(unknown + invalid, 's3cr3t')
})

test('what cannot be followed is told before the run, which goes on', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
  const run = await createSession().run('-f -', [configMap('a')], { env })
  assert.equal(
    [run.exitCode, run.stderr],
    [
      0,
      'warning: no traces are sent: OTEL_EXPORTER_OTLP_PROTOCOL is "grpc", and this sends by HTTP only\n' +
        "  write http/protobuf or http/json, and the collector's port for HTTP, which is usually 4318\n",
    ],
  )
})

test('the built program loads OpenTelemetry only where traces are asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-traces-'))
  try {
    cpSync(dirname(PROGRAM), folder, { recursive: true })
    const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.startsWith('send-spans-'))
    assert.is(chunks.length, 1)
    rmSync(join(folder, 'chunks', chunks[0] ?? ''))
    const run = async (env: Readonly<Record<string, string>>) => {
      const options = { env: programEnvironment({ KUBECONFIG: '/nonexistent', ...env }), extendEnv: false }
      const words = [join(folder, 'cli.js'), '-f', '-']
      const input = JSON.stringify(configMap('a'))
      return execa(process.execPath, words, { ...options, input, reject: false })
    }
    const without = await run({})
    assert.is(without.exitCode, 4, without.stderr)
    assert.match(without.stderr, /^error: no kubeconfig/)
    const asked = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })
    assert.is(asked.exitCode, 4, asked.stderr)
    assert.match(
      asked.stderr,
      /^warning: the trace was not sent to 127\.0\.0\.1:1: Cannot find module [^]*^error: no kubeconfig/m,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
