// Commands beside a hooksync.yaml: what of it counts, and that a wrong one stops everything before anything is touched.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../../support/command-session.ts'
import { runMain } from '../../support/run-main.ts'

const test = suite('with settings')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-settings-'))
test.after(() => rmSync(folder, { recursive: true }))

const MANIFEST = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`

const SETTINGS = `app: shop
namespace: prod
contexts: [prod]
createNamespace: true
profiles:
  dev:
    namespace: dev
    contexts: [dev]
`

const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: dev
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
contexts:
- {name: dev, context: {cluster: c, user: u}}
- {name: prod, context: {cluster: c, user: u}}
users:
- name: u
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /nowhere/plugin, interactiveMode: Never}}
`

const FILES: Readonly<Record<string, string>> = {
  'shop/hooksync.yaml': SETTINGS,
  'shop/a.yaml': MANIFEST('a'),
  'plain/b.yaml': MANIFEST('b'),
  'same/hooksync.yaml': SETTINGS,
  'same/c.yaml': MANIFEST('c'),
  'other/hooksync.yaml': 'app: other\n',
  'other/d.yaml': MANIFEST('d'),
  'wrong/hooksync.yaml': 'ap: shop\nnamespace: prod\n',
  'wrong/e.yaml': MANIFEST('e'),
  'prune/hooksync.yaml': '\nprune: true\n',
  'prune/f.yaml': MANIFEST('f'),
  'kustom/hooksync.yaml': 'app: kustom\nrecursive: true\n',
  kubeconfig: KUBECONFIG,
}
test.before(() => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})

const at = (words: string): string => words.replaceAll('@', `${folder}/`)

/** Runs a command without a cluster. */
const run = async (words: string) => runMain(at(words).split(' '))

test('a sync takes application and namespace from the file beside its manifests', async () => {
  const session = createSession()
  const found = await session.run(at('-f @shop --context prod'))
  assert.is(found.exitCode, 0, found.stdout + found.stderr)
  assert.equal(found.writes, ['created Namespace/prod', 'created ConfigMap/hooksync-shop', 'created ConfigMap/a'])
  assert.match(found.stdout, at('note SETTINGS settings are read from @shop/hooksync.yaml\n'))
  assert.is(session.lab.live('ConfigMap', 'a')?.metadata.namespace, 'prod')
})

test('a profile lies over the file, the command line over both', async () => {
  const namespaceOf = async (words: string): Promise<string> =>
    /plan of a sync to namespace (\w+)/.exec((await run(`plan --offline ${words}`)).stdout)?.[1] ?? ''
  assert.is(await namespaceOf('-f @shop'), 'prod')
  assert.is(await namespaceOf('-f @shop --profile dev'), 'dev')
  assert.is(await namespaceOf('-f @shop --profile dev -n mine'), 'mine')
  assert.is(await namespaceOf('-f @shop --config none'), 'default')
  assert.is(await namespaceOf('-f @plain'), 'default')
  assert.is(await namespaceOf('-f @plain --config @shop/hooksync.yaml'), 'prod')
  assert.is(await namespaceOf('-f @shop/a.yaml'), 'prod', 'beside a file')
})

test('rehearse and explain read it, too', async () => {
  const rehearsed = await run('rehearse -f @shop --profile dev')
  assert.is(rehearsed.exitCode, 0, rehearsed.stderr)
  assert.match(rehearsed.stdout, 'created ConfigMap dev/a')
  assert.match((await run('explain ConfigMap/a -f @shop')).stdout, 'ConfigMap prod/a')
})

test('unlock gives up the lock of the application that the file names', async () => {
  const session = createSession({ namespaces: ['default', 'demo', 'prod'] })
  const found = await session.run(at('unlock -f @shop --context prod --reason test'))
  assert.is(found.exitCode, 0, found.stderr)
  assert.match(found.stdout, 'nothing to unlock: nobody holds Lease prod/hooksync-shop')
})

test('beside a kustomization it is read, too, but for how a folder is', async () => {
  const found = await run('config -k @kustom')
  assert.is(found.exitCode, 0, found.stderr)
  assert.match(found.stdout, /^app +kustom /m)
  assert.match(found.stdout, /^recursive +false +default$/m)
  assert.is((await run('config -k @kustom -R')).exitCode, 2)
})

test('a path that leads nowhere is told as that', async () => {
  for (const path of ['nowhere', 'x'.repeat(5000)]) {
    const found = await run(`plan --offline -f @${path}`)
    assert.is(found.exitCode, 3)
    assert.not.match(found.stderr, 'hooksync.yaml')
  }
})

test('of several folders the first decides, and another file that differs is told', async () => {
  const told = async (words: string): Promise<string> => {
    const { stderr } = await run(`plan --offline ${words}`)
    return stderr
  }
  assert.match(
    await told('-f @shop -f @same -f @other'),
    at('warning SETTINGS @other/hooksync.yaml is not read: settings come from beside @shop, which is named first'),
  )
  assert.not.match(await told('-f @shop -f @same -f @other'), 'same/hooksync.yaml')
  assert.match(await told('-f @plain -f @shop'), at('@shop/hooksync.yaml is not read'))
  assert.not.match(await told('-f @shop -f @shop/a.yaml'), 'is not read')
})

test('a wrong file ends the command before anything is touched', async () => {
  const session = createSession()
  const found = await session.run(at('-f @wrong'))
  assert.is(found.exitCode, 3)
  assert.is(
    found.stderr,
    at(
      '@wrong/hooksync.yaml:1:1 SETTINGS there is no setting "ap"\n  ap: shop\n  ^\n  did you mean app?\n1 error; nothing was touched\n',
    ),
  )
  assert.is(session.lab.audit.length, 0)
})

const REFUSED: readonly (readonly [words: string, exitCode: number, told: string])[] = [
  [
    'plan --offline -f @shop --profile prod',
    2,
    'there is no profile "prod" in @shop/hooksync.yaml\n  there are: dev\n',
  ],
  ['plan --offline -f @shop --profile dve', 2, '\n  did you mean dev? there are: dev\n'],
  ['plan --offline -f @plain --profile dev', 2, '--profile dev: there is no file of settings\n'],
  ['plan --offline -f @other --profile dev', 2, '\n  @other/hooksync.yaml has no profiles\n'],
  ['plan --offline -f @prune', 3, 'prune (@prune/hooksync.yaml:2) needs --app\n'],
  ['plan --offline -f @plain --config @nowhere.yaml', 3, 'UNREADABLE @nowhere.yaml does not exist\n'],
  ['plan --offline -f @plain --config=', 2, '--config cannot be empty\n'],
  ['plan --offline -f @plain --profile=', 2, '--profile cannot be empty\n'],
  [
    '-f @shop --kubeconfig @kubeconfig',
    4,
    'context "dev" is not allowed: @shop/hooksync.yaml:3 allows prod\n  choose one with --context, or edit @shop/hooksync.yaml:3\n',
  ],
  [
    '-f @shop --profile dev --kubeconfig @kubeconfig --context prod',
    4,
    'context "prod" is not allowed: profile dev in @shop/hooksync.yaml:8 allows dev\n',
  ],
  [
    'rehearse --against-cluster -f @shop --kubeconfig @kubeconfig',
    4,
    'context "dev" is not allowed: @shop/hooksync.yaml:3 allows prod\n',
  ],
  [
    '-f @shop --kubeconfig @kubeconfig --context prod --server https://127.0.0.1:2',
    4,
    '--server leads past the contexts that @shop/hooksync.yaml:3 allows\n',
  ],
  ['-f @shop --kubeconfig @none --server https://127.0.0.1:2', 4, '--server leads past the contexts'],
]

for (const [words, exitCode, told] of REFUSED) {
  test(`refused: ${words}`, async () => {
    const found = await run(words)
    assert.match(found.stderr, at(told))
    assert.is(found.exitCode, exitCode)
  })
}

test('a context that is allowed is used', async () => {
  const found = await run('-f @shop --kubeconfig @kubeconfig --context prod')
  assert.match(found.stdout, '/nowhere/plugin')
  assert.is(found.exitCode, 4)
})

test('a fault of the file is an event where JSON was asked for', async () => {
  const found = await createSession().run(at('-f @wrong -o json'))
  const [line = ''] = found.stdout.split('\n')
  const { type, diagnostic } = JSON.parse(line)
  assert.equal([type, diagnostic.code, diagnostic.location.line], ['diagnostic', 'SETTINGS', 1])
})

test.run()
