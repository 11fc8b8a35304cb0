import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { base64, credentialsOf, ENV, folder, load, MAIN, write } from '../../../support/kubeconfig-fixture.ts'

const test = suite('load config')

test('the current context gives server, namespace and certificates', async () => {
  const config = await load()
  assert.is(config.server, 'https://prod.example.com:6443/k8s')
  assert.is(config.namespace, 'shop')
  assert.is(config.contextName, 'prod')
  assert.is(config.refreshable, false)
  const { headers, tls } = await credentialsOf(config)
  assert.equal(headers, {})
  assert.is(config.proxy, undefined)
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
  assert.equal((await credentialsOf(config)).headers, { authorization: 'Bearer from-file' })
  const overridden = await load({
    server: 'https://other:1/',
    insecureSkipTlsVerify: true,
    token: 'mine',
    tlsServerName: 'n',
  })
  assert.is(overridden.server, 'https://other:1')
  const { headers, tls } = await credentialsOf(overridden)
  assert.equal(headers, { authorization: 'Bearer mine' }, 'and a client certificate would win over the token')
  assert.equal(tls, { rejectUnauthorized: false, servername: 'n' })
})

test('a context without user and namespace', async () => {
  const config = await load({ context: 'dev' })
  assert.is(config.namespace, 'default')
  const { headers, tls } = await credentialsOf(config)
  assert.equal([headers, tls], [{}, {}])
})

test('basic auth, and acting as somebody with groups', async () => {
  const basic = await load({ user: 'basic' })
  assert.equal((await credentialsOf(basic)).headers, { authorization: `Basic ${base64('me:0123')}` })
  const acting = await load({ user: 'acting' })
  const headers = { authorization: 'Bearer t', 'impersonate-user': 'jane', 'impersonate-group': ['devs', 'ops'] }
  assert.equal((await credentialsOf(acting)).headers, headers)
  const other = await load({ user: 'acting', as: 'joe' })
  assert.equal((await credentialsOf(other)).headers, {
    authorization: 'Bearer t',
    'impersonate-user': 'joe',
  })
})

test('a plugin is run beside its kubeconfig, with the cluster that it is for', async () => {
  const config = await load({ user: 'plugin' })
  assert.is(config.refreshable, true)
  const { headers, tls } = await credentialsOf(config)
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
  writeFileSync(
    join(folder, 'home', '.kube', 'config'),
    'current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "https://home"}}]',
  )
  assert.is((await load({ kubeconfig: undefined }, { HOME: join(folder, 'home') })).server, 'https://home')
})

test('a proxy of the environment is used, for distant servers only', async () => {
  const proxied = await load({ user: 'file' }, { ...ENV, HTTPS_PROXY: 'http://proxy:3128' })
  assert.equal([proxied.proxy?.url.href, proxied.proxy?.from], ['http://proxy:3128/', 'HTTPS_PROXY'])
  const { headers, tls } = await credentialsOf(proxied)
  assert.equal(headers, { authorization: 'Bearer from-file' })
  assert.is(String(tls.ca), 'CA')
  const direct = await load({ user: 'file' }, { ...ENV, HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.example.com' })
  assert.is(direct.proxy, undefined)
})

test('without a kubeconfig a server is enough', async () => {
  const config = await load({ kubeconfig: undefined, server: 'https://s/' })
  assert.is(config.server, 'https://s')
  assert.is(config.contextName, undefined)
})

test.run()
