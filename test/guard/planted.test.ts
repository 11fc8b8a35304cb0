// Secrets are planted in manifests, a cluster and a kubeconfig; whatever goes wrong in whatever format, nothing shows one.
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { main } from '../../src/main.ts'
import { driven, revision } from '../helm/drive/driven.ts'
import { fakeApiServer, json, status } from '../support/fake-api-server.ts'
import type { Step } from '../support/fake-api-server.ts'
import { planted, plantedIn } from '../support/planted.ts'
import { memoryIo } from '../support/run-main.ts'

const test = suite('planted')

const VALUE = planted()
const folder = mkdtempSync(join(tmpdir(), 'hooksync-planted-'))
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'db',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ stringData: { a: planted('-old') } }) },
  },
  stringData: { password: VALUE, url: `postgres://shop:${encodeURIComponent(planted('-url'))}@db/shop` },
  data: { old: base64(planted('-data')), lines: base64(`first\n${planted('-line')}\n`) },
} // prettier-ignore

/** A Job whose pod tells the values in its log and in its last message. */
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
  spec: {
    backoffLimit: 0,
    template: {
      metadata: {
        annotations: {
          'lab/exit-code': '3',
          'lab/log': everySpelling(VALUE),
          'lab/termination-message': `login of ${VALUE} failed\n${VALUE.slice(0, 12)}`,
        },
      },
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'shop:1' }] },
    },
  },
}
const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'b' } }

function everySpelling(value: string): string {
  const bytes = Buffer.from(value)
  const text = JSON.stringify(value)
  return [
    value,
    text,
    JSON.stringify(text),
    text.replaceAll('<', '\\u003c').replaceAll('&', '\\u0026'),
    `'${value.replaceAll("'", "''")}'`,
    base64(value),
    base64(`user:${value}`).replace(/.{20}/g, '$&\n    '),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    `[${[...bytes].join(' ')}]`,
    encodeURIComponent(value),
    `${value.slice(0, 14)}...`,
  ].join('\n')
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

/** A Deployment whose pods tell a value in what they wait for, so that the reason of the end has it. */
const stuck = (annotations: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', annotations },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: {
        labels: { app: 'web' },
        annotations: { 'lab/image-pull-error': 'ImagePullBackOff', 'lab/waiting-message': `no login with ${VALUE}` },
      },
      spec: { containers: [{ name: 'c', image: 'shop:1' }] },
    },
  },
})
const LATE = file(
  'late.json',
  [secret, stuck({ 'hooksync.dev/timeout': '20s' })].map((one) => JSON.stringify(one)).join('\n'),
)
const STUCK = file('stuck.json', [secret, stuck({})].map((one) => JSON.stringify(one)).join('\n'))

const GOOD = file('good.json', [secret, config, job].map((object) => JSON.stringify(object)).join('\n'))
const NUMBER = file('number.json', JSON.stringify({ ...secret, stringData: { a: { b: VALUE } }, data: {} }))
const PLAIN = file('plain.yaml', `root:x:0:0:${VALUE}\nfoo: [\n`)
symlinkSync(PLAIN, join(folder, 'link.yaml'))
const FAULT = file(
  'fault.yaml',
  `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: ${planted('x')}: y\n`,
)
const WRONG = file(
  'wrong.json',
  JSON.stringify({ ...secret, metadata: { name: 's', annotations: { 'argocd.argoproj.io/sync-wave': 'x' } } }),
)
const BASE64 = file('base64.json', JSON.stringify({ ...secret, data: { a: VALUE } }))
const REJECTED = `--reject=Secret/db=${VALUE}`

/** What is run, and with what it ends: each on its own must not show a value. */
const COMMANDS: readonly (readonly [exitCode: number, ...words: readonly string[]])[] = [
  ...['plain', 'json', 'mermaid', 'dot'].map((format) => [0, 'plan', '--offline', '-f', GOOD, '-o', format] as const),
  [0, 'plan', '--offline', '-f', GOOD, '--verbose'],
  ...['plain', 'json'].flatMap((format) => [
    [1, 'rehearse', '-f', GOOD, '-o', format] as const,
    [1, 'rehearse', '-f', GOOD, '-o', format, '-v', REJECTED] as const,
    [0, 'explain', 'Secret/db', '-f', GOOD, '-o', format] as const,
    [1, 'rehearse', '-f', LATE, '-o', format] as const,
    [1, 'rehearse', '-f', STUCK, '-o', format] as const,
    [3, 'rehearse', '-f', NUMBER, '-o', format] as const,
    [4, 'rehearse', '-f', BASE64, '-o', format] as const,
    ...[PLAIN, 'link.yaml', FAULT, WRONG].map((name) => [3, 'plan', '--offline', '-f', name, '-o', format] as const),
    [3, 'rehearse', '-f', GOOD, '--world', PLAIN, '-o', format] as const,
  ]),
  [1, 'rehearse', '-f', GOOD, '--explore'],
  [1, 'rehearse', '-f', GOOD, '--explore', '-o', 'json'],
  [2, 'explain', 'Secret/nope', '-f', GOOD],
  ...[PLAIN, FAULT, GOOD].map((name) => [3, 'config', '-f', GOOD, '--config', name] as const),
  [0, 'config', '-f', GOOD],
  [2, 'unlock', '-f', GOOD],
  [3, 'unlock', '-f', PLAIN, '--reason', 'x'],
  [2, 'replay', GOOD],
  [2, 'replay', PLAIN],
  [3, '-f', GOOD, '--plan', GOOD],
  [3, '-f', GOOD, '--plan', PLAIN],
  [2, 'rehearse', '-f', GOOD, '--snapshot', PLAIN],
  [2, 'rehearse', '-f', GOOD, '--snapshot', GOOD],
] // prettier-ignore

async function run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { io, written } = memoryIo()
  const exitCode = await main(words, { ...io, cwd: folder, env })
  return { exitCode, ...written }
}

for (const [exitCode, ...words] of COMMANDS) {
  test(`kubectl hooksync ${words.join(' ').replace(VALUE, 'VALUE')} shows no value`, async () => {
    const { stdout, stderr, ...rest } = await run(words)
    assert.equal(plantedIn(stdout), [], 'standard output')
    assert.equal(plantedIn(stderr), [], 'standard error')
    assert.is(rest.exitCode, exitCode)
    assert.ok(`${stdout}${stderr}` !== '')
  })
}

test('a log, a message and a refusal that hold a value are told around it', async () => {
  const { stdout } = await run(['rehearse', '-f', GOOD])
  assert.match(stdout, 'login of *** failed')
  const late = await run(['rehearse', '-f', LATE])
  assert.match(late.stdout, /not done after 20s \(hooksync\.dev\/timeout\): .*no login with \*\*\*/)
  const refused = await run(['rehearse', '-f', NUMBER])
  assert.match(`${refused.stdout}${refused.stderr}`, /\.stringData\.a: expected string, got/)
})

const TOKEN = planted('-token')
const PASSWORD = planted('-pässword')
const USERS = {
  token: { token: TOKEN },
  password: { username: 'jane', password: PASSWORD },
  plugin: {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$T'"}}'`],
      env: [{ name: 'T', value: TOKEN }],
      interactiveMode: 'Never',
    },
  },
} // prettier-ignore

/** Refuses everything but discovery, and repeats what it was sent, in all spellings that it knows. */
const echo: Step = (response, request) => {
  const { authorization = '' } = request.headers
  const credentials = String(authorization).split(' ')[1] ?? ''
  const said = [credentials, everySpelling(credentials), request.body, JSON.stringify(request.body), base64(request.body), base64(credentials)]
  if (request.url === '/api/v1') {
    const resources = ['Secret', 'ConfigMap', 'Namespace'].map((kind) => ({ name: `${kind.toLowerCase()}s`, kind, namespaced: kind !== 'Namespace', verbs: [] }))
    return json({ kind: 'APIResourceList', groupVersion: 'v1', resources })(response, request)
  }
  if (request.url === '/apis/batch/v1') return json({ kind: 'APIResourceList', groupVersion: 'batch/v1', resources: [{ name: 'jobs', kind: 'Job', namespaced: true, verbs: [] }] })(response, request)
  if (request.url === '/apis/coordination.k8s.io/v1') return json({ kind: 'APIResourceList', groupVersion: 'coordination.k8s.io/v1', resources: [{ name: 'leases', kind: 'Lease', namespaced: true, verbs: [] }] })(response, request)
  if (/^\/apis?(?:\/|$)/.test(request.url) && request.url.split('/').length <= 3) return json({ kind: 'APIVersions', versions: ['v1'] })(response, request)
  if (request.method === 'GET' && !/\/(?:configmaps|leases\/)/.test(request.url)) return json({ kind: 'List', metadata: { resourceVersion: '1' }, items: [] })(response, request)
  return status(422, 'Invalid', said.join('\n'))(response, request)
} // prettier-ignore

for (const [name, user] of Object.entries(USERS)) {
  for (const words of [
    ['-f', GOOD],
    ['-f', GOOD, '-o', 'json'],
    ['-f', GOOD, '--lock=off'],
    ['-f', GOOD, '--lock=off', '-o', 'json'],
    ['plan', '-f', GOOD],
    ['-f', GOOD, '--lock=off', '--argo-compat'],
  ]) {
    test(`a server that repeats the ${name}: kubectl hooksync ${words.join(' ')} shows none of it`, async () => {
      const server = await fakeApiServer([], { rest: echo })
      try {
        const kubeconfig = {
          apiVersion: 'v1',
          kind: 'Config',
          'current-context': 'c',
          clusters: [{ name: 'c', cluster: { server: server.url } }],
          users: [{ name: 'u', user }],
          contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        }
        const path = join(folder, `kubeconfig-${name}`)
        writeFileSync(path, JSON.stringify(kubeconfig))
        const { stdout, stderr, exitCode } = await run([...words, '--timeout', '20s'], {
          KUBECONFIG: path,
          PATH: process.env['PATH'] ?? '',
        })
        assert.ok(server.seen.some(({ headers }) => plantedIn(String(headers['authorization'] ?? '')).length > 0))
        assert.equal(plantedIn(stdout), [], 'standard output')
        assert.equal(plantedIn(stderr), [], 'standard error')
        assert.match(`${stdout}${stderr}`, '***')
        assert.ok(exitCode !== 0)
      } finally {
        await server.close()
      }
    })
  }
}

test('a token on the command line is shown by no server either', async () => {
  const server = await fakeApiServer([], { rest: status(403, 'Forbidden', everySpelling(TOKEN)) })
  try {
    const { stdout, stderr } = await run(['-f', GOOD, '--server', server.url, '--token', TOKEN])
    assert.equal(plantedIn(`${stdout}${stderr}`), [])
    assert.match(`${stdout}${stderr}`, '***')
  } finally {
    await server.close()
  }
})

for (const major of [3, 4] as const) {
  test(`a drive of Helm ${major} that fails tells Helm, its log and the release no value`, async () => {
    const world = createSimulatedCluster()
    const text = [secret, config, job].map((object) => `---\n${JSON.stringify(object)}\n`).join('')
    const { answer, log } = await driven(world, text, { major })
    const failure = major === 3 ? answer.stderr : (answer.stdout.split('---\n').at(-1) ?? '')
    assert.equal(plantedIn(failure), [])
    assert.match(failure, 'migrate')
    assert.equal(plantedIn(log), [])
    assert.match(log, 'login of *** failed')
  })
}

test('what the Secrets of the last revision held is no more shown than what those of the new one hold', async () => {
  const world = createSimulatedCluster()
  const old = planted('-last')
  world.seed([revision(1, 'deployed', `---\n${JSON.stringify({ ...secret, data: {}, stringData: { a: old } })}\n`)])
  const log = { 'lab/exit-code': '3', 'lab/log': `still uses ${old}` }
  const failing = { ...job, spec: { ...job.spec, template: { ...job.spec.template, metadata: { annotations: log } } } }
  const told = await driven(world, `---\n${JSON.stringify(failing)}\n`)
  assert.match(told.log, 'still uses ***')
  assert.equal(plantedIn(told.log), [])
})

test('no file that was written holds a value', async () => {
  await run(['plan', '--offline', '-f', GOOD, '-o', 'json'])
  const inputs = [GOOD, LATE, STUCK, NUMBER, PLAIN, 'link.yaml', FAULT, WRONG, BASE64]
  const others = readdirSync(folder).filter((name) => !inputs.includes(name) && !name.startsWith('kubeconfig-'))
  for (const name of others) assert.equal(plantedIn(readFileSync(join(folder, name), 'utf8')), [], name)
  rmSync(folder, { recursive: true })
})

test.run()
