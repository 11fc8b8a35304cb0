// The way back on Helm 3, as words and variables.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHelmArgs } from '../../../src/helm/command-line/parse-helm-args.ts'
import type { HelmInvocation } from '../../../src/helm/command-line/parse-helm-args.ts'
import { helmConnection, helmNamespace } from '../../../src/helm/command-line/helm-settings.ts'
import { connectionVariables, rollbackWords } from '../../../src/helm/wrapper/roll-back.ts'

const test = suite('roll-back')

function invocation(line: string, env: Readonly<Record<string, string>> = {}): HelmInvocation {
  const read = parseHelmArgs(['helm', ...line.split(' ')], 3, env)
  if (!read.proven) throw new Error(read.reason)
  return read
}

test('the rollback is awaited, as long as the user said, and runs no hooks where the user wants none', () => {
  assert.equal(rollbackWords(invocation('upgrade demo ./chart --atomic'), 3), [
    'rollback',
    'demo',
    '3',
    '--wait',
    '--timeout=300s',
  ])
  assert.equal(rollbackWords(invocation('upgrade demo ./chart --timeout 1m30s --no-hooks'), 12), [
    'rollback',
    'demo',
    '12',
    '--wait',
    '--timeout=90s',
    '--no-hooks',
  ])
})

const FLAGS =
  '-n shop --kube-context prod --kubeconfig /k --kube-apiserver https://a --kube-token t --kube-as-user u ' +
  '--kube-as-group g --kube-as-group h --kube-ca-file /ca --kube-tls-server-name s --kube-insecure-skip-tls-verify'

test('the variables lead Helm to where the flags did', () => {
  const meant = invocation(`upgrade demo ./chart ${FLAGS}`)
  const env = connectionVariables(meant)
  assert.equal(helmConnection([], env), { ...meant.connection, kubeconfig: undefined })
  assert.is(env['KUBECONFIG'], '/k')
  assert.is(helmNamespace([], env), 'shop')
})

test('a variable that a flag has undone stays undone', () => {
  const around = { HELM_KUBECONTEXT: 'other', HELM_KUBEINSECURE_SKIP_TLS_VERIFY: 'true', KUBECONFIG: '/mine' }
  const meant = invocation('upgrade demo ./chart --kube-context= --kube-insecure-skip-tls-verify=false', around)
  const env = { ...around, ...connectionVariables(meant) }
  assert.is(helmConnection([], env).context, undefined)
  assert.is(helmConnection([], env).insecureSkipTlsVerify, undefined)
  assert.is(env.KUBECONFIG, '/mine')
})

test.run()
