import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { HooksyncError } from '../../../../src/errors.ts'
import { loadConfig } from '../../../../src/cluster/kube/config/load-config.ts'
import type { ConnectOptions } from '../../../../src/cluster/kube/config/load-config.ts'

const test = suite('load config')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-config-'))
const write = (name: string, text: string, mode = 0o600): string => {
  const path = join(folder, name)
  writeFileSync(path, text, { mode })
  chmodSync(path, mode)
  return path
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const MAIN = write(
  'main',
  `apiVersion: v1
kind: Config
current-context: prod
clusters:
- name: prod
  cluster: {server: "https://prod.example.com:6443/k8s/", certificate-authority-data: ${base64('CA')}}
- name: dev
  cluster: {server: "http://127.0.0.1:8001"}
- name: broken
  cluster: {}
- name: odd
  cluster: {server: "prod:6443"}
users:
- name: certs
  user: {client-certificate-data: ${base64('CERT')}, client-key: key.pem}
- name: file
  user: {token: stale, tokenFile: token}
- name: basic
  user: {username: me, password: "0123"}
- name: acting
  user: {token: t, as: jane, as-groups: [devs, ops]}
- name: plugin
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./plugin
      provideClusterInfo: true
      env: [{name: GREETING, value: hello}]
- name: failing
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./failing, installHint: "get it\\n  from example.com"}}
- name: absent
  user: {exec: {command: no-such-plugin}}
- name: talkative
  user: {exec: {command: ./talkative}}
contexts:
- name: prod
  context: {cluster: prod, user: certs, namespace: shop}
- name: dev
  context: {cluster: dev}
- name: odd
  context: {cluster: odd, user: file}
- name: broken
  context: {cluster: broken, user: file}
- name: nobody
  context: {cluster: prod, user: missing}
`,
)
write('key.pem', 'KEY')
write('token', ' from-file\n')
write('plugin', '#!/bin/sh\nprintf \'{"status":{"token":"%s:%s"}}\' "$GREETING" "$(echo "$KUBERNETES_EXEC_INFO" | base64 | tr -d "\\n")"\n', 0o700)
write('failing', '#!/bin/sh\necho "warning: old" >&2\necho "error: your session has expired" >&2\nexit 3\n', 0o700)
write('talkative', '#!/bin/sh\necho hello\n', 0o700)

const ENV = { HOME: '/nonexistent' }
const load = (options: ConnectOptions = {}, env: Record<string, string> = ENV): ReturnType<typeof loadConfig> =>
  loadConfig({ kubeconfig: MAIN, ...options }, env)

test('the current context gives server, namespace and certificates', async () => {
  const config = await load()
  assert.is(config.server, 'https://prod.example.com:6443/k8s')
  assert.is(config.namespace, 'shop')
  assert.is(config.contextName, 'prod')
  assert.is(config.refreshable, false)
  const { headers, tls, agent } = await config.credentials({ fresh: false })
  assert.equal(headers, {})
  assert.is(agent, undefined)
  assert.equal(
    Object.entries(tls).map(([name, value]) => [name, String(value)]),
    [
      ['ca', 'CA'],
      ['cert', 'CERT'],
      ['key', 'KEY'],
    ],
  )
})

test('flags win over the kubeconfig', async () => {
  const config = await load({ context: 'dev', user: 'file', cluster: 'prod', namespace: 'mine' })
  assert.is(config.server, 'https://prod.example.com:6443/k8s')
  assert.is(config.namespace, 'mine')
  assert.equal((await config.credentials({ fresh: false })).headers, { authorization: 'Bearer from-file' })
  const overridden = await load({ server: 'https://other:1/', insecureSkipTlsVerify: true, token: 'mine', tlsServerName: 'n' })
  assert.is(overridden.server, 'https://other:1')
  const { headers, tls } = await overridden.credentials({ fresh: false })
  assert.equal(headers, { authorization: 'Bearer mine' }, 'and a client certificate would win over the token')
  assert.equal(tls, { rejectUnauthorized: false, servername: 'n' })
})

test('a context without user and namespace', async () => {
  const config = await load({ context: 'dev' })
  assert.is(config.namespace, 'default')
  assert.equal(await config.credentials({ fresh: false }), { headers: {}, tls: {} })
})

test('basic auth, and acting as somebody with groups', async () => {
  const basic = await load({ user: 'basic' })
  assert.equal((await basic.credentials({ fresh: false })).headers, { authorization: `Basic ${base64('me:0123')}` })
  const acting = await load({ user: 'acting' })
  const headers = { authorization: 'Bearer t', 'impersonate-user': 'jane', 'impersonate-group': ['devs', 'ops'] }
  assert.equal((await acting.credentials({ fresh: false })).headers, headers)
  const other = await load({ user: 'acting', as: 'joe' })
  assert.equal((await other.credentials({ fresh: false })).headers, { authorization: 'Bearer t', 'impersonate-user': 'joe' })
})

test('a plugin is run beside its kubeconfig, with the cluster that it is for', async () => {
  const config = await load({ user: 'plugin' })
  assert.is(config.refreshable, true)
  const { headers, tls } = await config.credentials({ fresh: false })
  const [greeting, info = ''] = String(headers['authorization']).replace('Bearer ', '').split(':')
  assert.is(greeting, 'hello')
  assert.equal(JSON.parse(Buffer.from(info, 'base64').toString()), {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      cluster: { server: 'https://prod.example.com:6443/k8s', 'certificate-authority-data': base64('CA') },
    },
  })
  assert.is(String(tls.ca), 'CA')
})

test('several files are one: the first entry of a name wins, absent files are passed over', async () => {
  const first = write('first', 'clusters: [{name: dev, cluster: {server: "https://first"}}]\n')
  const env = { ...ENV, KUBECONFIG: [join(folder, 'absent'), first, MAIN].join(delimiter) }
  const config = await load({ kubeconfig: undefined, context: 'dev' }, env)
  assert.is(config.server, 'https://first')
  assert.is((await load({ kubeconfig: undefined }, env)).contextName, 'prod')
  mkdirSync(join(folder, 'home', '.kube'), { recursive: true })
  writeFileSync(join(folder, 'home', '.kube', 'config'), 'current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "https://home"}}]')
  assert.is((await load({ kubeconfig: undefined }, { HOME: join(folder, 'home') })).server, 'https://home')
})

test('a proxy of the environment is used, for distant servers only', async () => {
  const proxied = await load({ user: 'file' }, { ...ENV, HTTPS_PROXY: 'http://proxy:3128' })
  const { agent, headers, tls } = await proxied.credentials({ fresh: false })
  assert.is(agent?.constructor.name, 'HttpsProxyAgent')
  assert.equal(headers, { authorization: 'Bearer from-file' })
  assert.is(String(tls.ca), 'CA')
  const direct = await load({ user: 'file' }, { ...ENV, HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.example.com' })
  assert.is((await direct.credentials({ fresh: false })).agent, undefined)
})

test('without a kubeconfig a server is enough', async () => {
  const config = await load({ kubeconfig: undefined, server: 'https://s/' })
  assert.is(config.server, 'https://s')
  assert.is(config.contextName, undefined)
})

interface Fault {
  readonly title: string
  readonly options: ConnectOptions
  readonly env?: Record<string, string>
  readonly message: string
  readonly hint?: string | undefined
}

const FAULTS: readonly Fault[] = [
  {
    title: 'none',
    options: { kubeconfig: undefined },
    env: ENV,
    message: 'no kubeconfig: /nonexistent/.kube/config does not exist',
    hint: 'set KUBECONFIG, or give --kubeconfig FILE',
  },
  {
    title: 'none of several',
    options: { kubeconfig: undefined },
    env: { KUBECONFIG: ['/a', '/b'].join(delimiter) },
    message: 'no kubeconfig: none of these files exists: /a, /b',
    hint: 'set KUBECONFIG, or give --kubeconfig FILE',
  },
  {
    title: 'a directory',
    options: { kubeconfig: folder },
    message: `cannot read the kubeconfig ${folder}: it is a directory`,
  },
  {
    title: 'broken YAML',
    options: { kubeconfig: write('yaml', 'clusters: [\n') },
    message: `the kubeconfig ${join(folder, 'yaml')}:2:1 cannot be read: a "[" has no "]", or the lines between are indented too little`,
  },
  {
    title: 'no mapping',
    options: { kubeconfig: write('text', 'hello\n') },
    message: `${join(folder, 'text')} is not a kubeconfig`,
    hint: 'it must be a mapping with clusters, users and contexts',
  },
  {
    title: 'empty',
    options: { kubeconfig: write('empty', '') },
    message: `no context is chosen in ${join(folder, 'empty')}`,
    hint: 'the kubeconfig has no contexts',
  },
  {
    title: 'no current context',
    options: { kubeconfig: write('none', 'contexts: [{name: a, context: {cluster: c}}, {name: b, context: {cluster: c}}]') },
    message: `no context is chosen in ${join(folder, 'none')}`,
    hint: 'give --context; there are: a, b',
  },
  {
    title: 'an unknown context',
    options: { context: 'prd' },
    message: 'context "prd" is not in the kubeconfig',
    hint: 'did you mean "prod"?',
  },
  {
    title: 'a context nothing like the others',
    options: { context: 'something-else' },
    message: 'context "something-else" is not in the kubeconfig',
    hint: 'there are: prod, dev, odd, broken, nobody',
  },
  {
    title: 'a broken cluster',
    options: { context: 'broken' },
    message: 'cluster "broken" of context "broken" is not in the kubeconfig',
    hint: 'there are: prod, dev, odd',
  },
  {
    title: 'an unknown user',
    options: { context: 'nobody' },
    message: 'user "missing" of context "nobody" is not in the kubeconfig',
    hint: 'there are: certs, file, basic, acting, plugin, failing, absent, talkative',
  },
  {
    title: 'no URL',
    options: { context: 'odd' },
    message: 'the server of cluster "odd" is not a URL: "prod:6443"',
    hint: 'it looks like https://host:6443',
  },
  { title: 'groups of nobody', options: { asGroup: ['devs'] }, message: '--as-group needs --as', hint: 'name the user to act as: --as USER --as-group GROUP' },
  {
    title: 'an authority that is not there',
    options: { caFile: '/nonexistent/ca.crt' },
    message: 'cannot read /nonexistent/ca.crt, the certificate authority of cluster "prod": it does not exist',
  },
  {
    title: 'a plugin that fails',
    options: { user: 'failing' },
    message: `the credential plugin "${join(folder, 'failing')}" of user "failing" failed: error: your session has expired`,
    hint: 'get it from example.com',
  },
  {
    title: 'a plugin that is not there',
    options: { user: 'absent' },
    message: 'the credential plugin "no-such-plugin" of user "absent" failed: there is no such program',
    hint: 'run it by hand to see what is wrong',
  },
  {
    title: 'a plugin that says something else',
    options: { user: 'talkative' },
    message: `the credential plugin "${join(folder, 'talkative')}" of user "talkative" failed: it gave no ExecCredential`,
    hint: 'run it by hand to see what is wrong',
  },
]

for (const { title, options, env, message, hint } of FAULTS) {
  test(`told: ${title}`, async () => {
    try {
      await (await load(options, env)).credentials({ fresh: false })
    } catch (error) {
      assert.instance(error, HooksyncError)
      assert.is((error as HooksyncError).message, message)
      assert.is((error as HooksyncError).hint, hint)
      return
    }
    assert.unreachable()
  })
}

test.run()
