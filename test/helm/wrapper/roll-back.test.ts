// The way back that Helm cannot go itself, as words and variables.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHelmArgs } from '../../../src/helm/command-line/parse-helm-args.ts'
import type { HelmInvocation } from '../../../src/helm/command-line/parse-helm-args.ts'
import { helmConnection, helmNamespace } from '../../../src/helm/command-line/helm-settings.ts'
import { connectionVariables, rollbackWords } from '../../../src/helm/wrapper/roll-back.ts'

const test = suite('roll-back')

function invocation(line: string, env: Readonly<Record<string, string>> = {}, major: 3 | 4 = 3): HelmInvocation {
  const read = parseHelmArgs(['helm', ...line.split(' ')], major, env)
  if (!read.proven) throw new Error(read.reason)
  return read
}

/** The flags of an upgrade, and what of them its rollback gets (helm/helm:pkg/action/upgrade.go, failRelease). */
const CARRIED: readonly (readonly [3 | 4, string, string])[] = [
  [3, '--atomic', '--wait --timeout=300s'],
  [3, '--atomic --timeout 1m30s --no-hooks', '--wait --timeout=90s --no-hooks'],
  [3, '--atomic --wait-for-jobs --force', '--wait --timeout=300s --wait-for-jobs --force'],
  [3, '--atomic --recreate-pods', '--wait --timeout=300s --recreate-pods'],
  [3, '--atomic --force=false --wait-for-jobs=false', '--wait --timeout=300s'],
  [
    3,
    '--atomic --cleanup-on-fail --history-max 3 --description x --disable-openapi-validation',
    '--wait --timeout=300s',
  ],
  [4, '--rollback-on-failure', '--wait=watcher --timeout=300s --server-side=auto'],
  [4, '--rollback-on-failure --wait=hookOnly', '--wait=watcher --timeout=300s --server-side=auto'],
  [4, '--atomic --wait=legacy --wait-for-jobs', '--wait=legacy --timeout=300s --wait-for-jobs --server-side=auto'],
  [
    4,
    '--rollback-on-failure --force-conflicts --server-side=true --no-hooks',
    '--wait=watcher --timeout=300s --no-hooks --force-conflicts --server-side=true',
  ],
  [
    4,
    '--rollback-on-failure --force --server-side=false',
    '--wait=watcher --timeout=300s --force-replace --server-side=false',
  ],
]

for (const [major, given, expected] of CARRIED) {
  test(`Helm ${major}: the rollback of an upgrade ${given} is the one that Helm itself would do`, () => {
    const words = rollbackWords(invocation(`upgrade demo ./chart ${given}`, {}, major), 12)
    // Helm's own rollback deletes no old revisions; by default the command keeps ten.
    assert.is(words.join(' '), `rollback demo 12 ${expected} --history-max=0`)
  })
}

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
