// What a connection has opened it closes, whatever state it is in: made, being made, left by the server; and what it runs for it ends.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../../../src/cluster/kube/kube-cluster.ts'
import { fakeApiServer, status } from '../../../support/fake-api-server.ts'
import { optionsFor } from '../../../support/kube-connection.ts'
import { failure } from '../../../support/real-cluster.ts'
import { get, OBJECT, ok } from '../../../support/settings-request.ts'
import { silentServer } from '../../../support/silent-server.ts'
import { waitUntil } from '../../../support/wait-until.ts'

const test = suite('kube closing')

for (const scheme of ['http', 'https']) {
  test(`${scheme}: a server that takes the connection and says nothing`, async () => {
    const server = await silentServer()
    const connection = await connect({ server: `${scheme}://127.0.0.1:${server.port}`, env: {}, version: '1' })
    const asking = failure(() => get(connection))
    await waitUntil(() => server.heard[0] !== undefined && server.heard[0] !== '')
    const waited =
      scheme === 'http' ? /has not answered GET \S+ for 0 s$/ : /has not answered the TLS handshake for 0 s$/
    assert.match(connection.awaits() ?? '', waited)
    connection.close()
    assert.equal([(await asking).reason, (await asking).message], ['Aborted', 'the connection was closed'])
    await waitUntil(() => server.open.size === 0)
    server.close()
  })
}

test('nothing is connected after the close', async () => {
  const server = await silentServer()
  const connection = await connect({ server: `https://127.0.0.1:${server.port}`, env: {}, version: '1' })
  connection.close()
  assert.is((await failure(() => get(connection))).reason, 'Aborted')
  await waitUntil(() => server.open.size === 0)
  server.close()
})

test('a pause before the next attempt ends with the connection', async () => {
  const later = status(429, 'TooManyRequests', 'later', { 'retry-after': '50' })
  const fake = await fakeApiServer([], { rest: later })
  const { clock: _, ...options } = optionsFor(fake)
  const connection = await connect(options)
  const asking = failure(() => get(connection))
  await waitUntil(() => fake.seen.length === 1)
  connection.close('over')
  assert.is((await asking).message, 'over')
  await fake.close()
})

/** A kubeconfig whose user has a plugin. */
function withPlugin(script: string, server: string, more = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-plugin-'))
  writeFileSync(join(folder, 'plugin'), `#!/bin/sh\n${script}\n`, { mode: 0o700 })
  const config = join(folder, 'config')
  writeFileSync(
    config,
    `clusters: [{name: c, cluster: {server: "${server}", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin${more}}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
  )
  return config
}

test('a plugin that hangs is told of with what it says, and ended with all that it has started', async () => {
  const config = withPlugin('sleep 60 & echo "open https://login and enter $$" >&2; sleep 60', 'https://127.0.0.1:1')
  const connection = await connect({ kubeconfig: config, env: { PATH: process.env['PATH'] }, version: '1' })
  const asking = failure(() => get(connection))
  await waitUntil(() => connection.awaits()?.includes('it says') === true)
  const [, group = ''] =
    /has not answered for 0 s; it says: open https:\/\/login and enter (\d+)$/.exec(connection.awaits() ?? '') ?? []
  connection.close()
  const error = await asking
  assert.equal([error.reason, error.message], ['Aborted', 'the connection was closed'])
  await waitUntil(() => !isThere(Number(group)))
})

for (const [mode, terminal, stdin] of [
  ['Never', true, 'pipe'],
  ['IfAvailable', false, 'none'],
] as const) {
  test(`interactiveMode ${mode}${terminal ? ' at a terminal' : ' without a terminal'}: the plugin has nothing to read`, async () => {
    const script = `printf '{"status":{"token":"%s"}}' "$(cat | wc -c)-$(echo "$KUBERNETES_EXEC_INFO" | grep -c '"interactive":false')"`
    const fake = await fakeApiServer([ok], { protocol: 'https' })
    const kubeconfig = withPlugin(script, fake.url, `, interactiveMode: ${mode}`)
    const env = { PATH: process.env['PATH'] }
    const connection = await connect({ kubeconfig, env, version: '1', terminal: () => terminal })
    assert.equal(await get(connection), OBJECT, stdin)
    assert.is(fake.seen[0]?.headers['authorization'], 'Bearer 0-1')
    connection.close()
    await fake.close()
  })
}

test('interactiveMode Always without a terminal: the plugin is not run', async () => {
  const kubeconfig = withPlugin('exit 9', 'https://127.0.0.1:1', ', interactiveMode: Always')
  const connection = await connect({ kubeconfig, env: {}, version: '1' })
  const error = await failure(() => get(connection))
  assert.match(
    error.message,
    /^the credential plugin ".*" of user "u" needs a terminal \(interactiveMode: Always\), and standard input is not a free one$/,
  )
  assert.is(error.exitCode, 4)
  connection.close()
})

test.run()

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}
