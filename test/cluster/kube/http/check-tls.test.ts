// Certificates and keys that are not what a kubeconfig says: the field or the file is named.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { checkTls } from '../../../../src/cluster/kube/http/check-tls.ts'
import type { TlsOptions } from '../../../../src/cluster/kube/config/credentials.ts'
import { connect } from '../../../../src/cluster/kube/kube-cluster.ts'
import { ClusterError } from '../../../../src/errors.ts'
import { tlsFile } from '../../../support/fake-api-server.ts'
import { failure } from '../../../support/real-cluster.ts'
import { get } from '../../../support/settings-request.ts'
import { write } from '../../../support/kubeconfig-fixture.ts'

const test = suite('check TLS')

const names = {
  ca: 'authority (a.crt)',
  cert: 'certificate (client-certificate-data)',
  key: 'key (k.pem)',
  trust: 'certificate-authority',
}
const read = (name: string): Buffer => readFileSync(tlsFile(name))

const CASES: readonly (readonly [title: string, tls: TlsOptions, message: string])[] = [
  ['an authority that is a text', { ca: 'hello' }, 'the authority (a.crt) is not a certificate in PEM form'],
  ['an authority that is a key', { ca: read('server.key') }, 'the authority (a.crt) is not a certificate in PEM form'],
  [
    'a certificate that is damaged',
    { cert: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', key: read('server.key') },
    'the certificate (client-certificate-data) is not a certificate in PEM form',
  ],
  [
    'a key that is a certificate',
    { cert: read('server.crt'), key: read('server.crt') },
    'the key (k.pem) is not a private key in PEM form that can be read without a passphrase',
  ],
  [
    'a key of another certificate',
    { cert: read('server.crt'), key: read('other-host.key') },
    'the key (k.pem) does not fit the certificate (client-certificate-data)',
  ],
  [
    'a certificate alone',
    { cert: read('server.crt') },
    'there is no client key beside the certificate (client-certificate-data)',
  ],
  ['a key alone', { key: read('server.key') }, 'there is no client certificate beside the key (k.pem)'],
]

for (const [title, tls, message] of CASES) {
  test(title, () => {
    try {
      checkTls({ tls, names })
    } catch (error) {
      assert.instance(error, ClusterError)
      assert.is((error as ClusterError).message, message)
      return
    }
    assert.unreachable()
  })
}

test('what fits is let through', () => {
  checkTls({ tls: { ca: read('expired.crt'), cert: read('server.crt'), key: read('server.key') }, names })
  checkTls({ tls: {}, names })
})

test('the names are those of the kubeconfig', async () => {
  const key = write('other.key', readFileSync(tlsFile('other-host.key'), 'utf8'))
  const cert = readFileSync(tlsFile('server.crt')).toString('base64')
  const kubeconfig = write(
    'pair',
    `clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {client-key: other.key, client-certificate-data: ${cert}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
  )
  const connection = await connect({ kubeconfig, env: {}, version: '1' })
  const error = await failure(() => get(connection))
  assert.is(
    error.message,
    `the client key of user "u" (${key}) does not fit the client certificate of user "u" (client-certificate-data)`,
  )
  connection.close()
})

test.run()
