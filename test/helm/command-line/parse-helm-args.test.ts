import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHelmArgs } from '../../../src/helm/command-line/parse-helm-args.ts'
import type { HelmInvocation, NotProven } from '../../../src/helm/command-line/parse-helm-args.ts'

const test = suite('parse helm args')

type Env = Readonly<Record<string, string>>

function parse(line: string, major: 3 | 4 = 4, env: Env = {}): HelmInvocation | NotProven {
  return parseHelmArgs(['helm', ...line.split(' ').map((word) => (word === "''" ? '' : word))], major, env)
}

function proven(line: string, major: 3 | 4 = 4, env: Env = {}): HelmInvocation {
  const found = parse(line, major, env)
  if (!found.proven) throw new Error(`${line}: ${found.reason}`)
  return found
}

function reason(line: string, major: 3 | 4 = 4, env: Env = {}): string | undefined {
  const found = parse(line, major, env)
  return found.proven ? undefined : found.reason
}

test('a real upgrade is read in full', () => {
  assert.equal(proven('upgrade --install demo ./chart -n shop --post-renderer kubectl-hooksync'), {
    proven: true,
    major: 4,
    subcommand: 'upgrade',
    dryRun: false,
    release: 'demo',
    chart: './chart',
    namespace: 'shop',
    connection: {
      kubeconfig: undefined,
      context: undefined,
      server: undefined,
      token: undefined,
      as: undefined,
      asGroup: undefined,
      caFile: undefined,
      tlsServerName: undefined,
      insecureSkipTlsVerify: undefined,
    },
    storage: 'secret',
    timeoutMs: 300_000,
    wait: 'none',
    waitForJobs: false,
    createNamespace: false,
    installIfMissing: true,
    replaceName: false,
    noHooks: false,
    takeOwnership: false,
    validate: true,
    forceConflicts: false,
    forceReplace: false,
    recreatePods: false,
    serverSide: 'auto',
    rollbackOnFailure: false,
    postRenderer: 'kubectl-hooksync',
  })
})

test('release and chart are found wherever flags stand', () => {
  const lines = [
    'upgrade demo ./chart',
    '--debug upgrade demo ./chart',
    '-n shop upgrade demo ./chart',
    '-nshop upgrade demo ./chart',
    '--namespace=shop upgrade demo ./chart',
    '-f values.yaml upgrade demo ./chart',
    '--set a=b upgrade demo ./chart',
    'upgrade -if values.yaml demo ./chart',
    'upgrade -ifvalues.yaml demo ./chart',
    'upgrade demo --wait ./chart',
    'upgrade demo --dry-run=none ./chart',
    'upgrade demo --set upgrade ./chart',
    'upgrade --description --dry-run demo ./chart',
    'upgrade -- demo ./chart',
    'upgrade -f - demo ./chart',
  ]
  for (const line of lines) {
    const { subcommand, release, chart, dryRun } = proven(line)
    assert.equal([subcommand, release, chart, dryRun], ['upgrade', 'demo', './chart', false], line)
  }
})

test('the short forms of a namespace mean the same', () => {
  for (const form of ['-n shop', '-nshop', '-n=shop', '--namespace shop', '--namespace=shop']) {
    assert.is(proven(`upgrade demo ./chart ${form}`).namespace, 'shop', form)
  }
})

test('the target is the flag, else the variable, else the context', () => {
  const env = { HELM_NAMESPACE: 'from-env' }
  assert.is(proven('upgrade demo ./chart -n shop', 4, env).namespace, 'shop')
  assert.is(proven('upgrade demo ./chart', 4, env).namespace, 'from-env')
  assert.is(proven("upgrade demo ./chart -n ''", 4, env).namespace, undefined)
  assert.is(proven('upgrade demo ./chart').namespace, undefined)
})

test('the connection is mirrored: flags before variables', () => {
  const env = {
    HELM_KUBECONTEXT: 'env-context',
    HELM_KUBETOKEN: 'env-token',
    HELM_KUBEASUSER: 'env-user',
    HELM_KUBEASGROUPS: ',,,operators,snackeaters',
    HELM_KUBEAPISERVER: 'https://env',
    HELM_KUBECAFILE: '/env/ca',
    HELM_KUBEINSECURE_SKIP_TLS_VERIFY: 'true',
    HELM_KUBETLS_SERVER_NAME: 'env.name',
  }
  assert.equal(proven('install demo ./chart', 4, env).connection, {
    kubeconfig: undefined,
    context: 'env-context',
    server: 'https://env',
    token: 'env-token',
    as: 'env-user',
    asGroup: ['operators', 'snackeaters'],
    caFile: '/env/ca',
    tlsServerName: 'env.name',
    insecureSkipTlsVerify: true,
  })
  const flags =
    '--kubeconfig k --kube-context c --kube-apiserver https://s --kube-token t --kube-as-user u --kube-as-group g --kube-as-group=h ' +
    '--kube-ca-file ca --kube-tls-server-name n --kube-insecure-skip-tls-verify=false'
  assert.equal(proven(`install demo ./chart ${flags}`, 3, env).connection, {
    kubeconfig: 'k',
    context: 'c',
    server: 'https://s',
    token: 't',
    as: 'u',
    asGroup: ['g', 'h'],
    caFile: 'ca',
    tlsServerName: 'n',
    insecureSkipTlsVerify: undefined,
  })
  assert.is(proven("upgrade demo ./chart --kube-context ''", 4, env).connection.context, undefined)
})

test('a dry run is told from a real one by the last --dry-run', () => {
  const dry = [' --dry-run', ' --dry-run=client', ' --dry-run=server', ' --dry-run=true', ' --dry-run=none --dry-run']
  const real = ['', ' --dry-run=none', ' --dry-run=false', ' --dry-run=server --dry-run=none']
  for (const major of [3, 4] as const) {
    for (const flag of dry) assert.is(proven(`upgrade demo ./chart${flag}`, major).dryRun, true, `${major}${flag}`)
    for (const flag of real) assert.is(proven(`upgrade demo ./chart${flag}`, major).dryRun, false, `${major}${flag}`)
  }
  for (const value of ['unset', '1', 't', 'T', 'TRUE', 'True']) {
    assert.is(proven(`install demo ./chart --dry-run=${value}`, 4).dryRun, true, value)
    assert.is(reason(`install demo ./chart --dry-run=${value}`, 3), `Helm 3 does not know --dry-run=${value}`)
  }
  for (const value of ['0', 'f', 'F', 'FALSE', 'False']) {
    assert.is(proven(`install demo ./chart --dry-run=${value}`, 4).dryRun, false, value)
    assert.is(reason(`install demo ./chart --dry-run=${value}`, 3), `Helm 3 does not know --dry-run=${value}`)
  }
  assert.is(proven('upgrade demo ./chart --dry-run=', 3).dryRun, false)
  assert.is(reason('upgrade demo ./chart --dry-run=', 4), 'Helm 4 does not know --dry-run=')
  assert.is(reason('upgrade demo ./chart --dry-run=maybe', 4), 'Helm 4 does not know --dry-run=maybe')
})

test('template is always dry, with and without a name', () => {
  const lines = [
    'demo ./chart',
    './chart',
    './chart -g',
    'demo ./chart --dry-run=none',
    'demo ./chart --validate -a v1 -s x',
  ]
  for (const line of lines) {
    for (const major of [3, 4] as const) assert.is(proven(`template ${line}`, major).dryRun, true, line)
  }
})

test('a dry install needs no name, a real one does', () => {
  assert.is(proven('install ./chart -g --dry-run').dryRun, true)
  assert.is(reason('install ./chart -g'), 'helm install was given no name for the release')
  assert.is(reason('install ./chart --generate-name'), 'helm install was given no name for the release')
  assert.is(reason('install demo ./chart -g'), 'Helm makes up the name of the release')
  assert.is(reason('install demo ./chart --name-template x'), 'Helm makes up the name of the release')
  assert.is(proven('install demo ./chart -g=false').release, 'demo')
})

const DOUBTS: readonly (readonly [string, 3 | 4, string])[] = [
  ['upgrade demo ./chart --nope', 4, 'helm upgrade has no flag --nope'],
  ['upgrade demo ./chart --names shop', 4, 'helm upgrade has no flag --names'],
  ['upgrade demo ./chart -z', 4, 'helm upgrade has no flag -z'],
  ['upgrade demo ./chart -i=', 4, 'helm upgrade has no flag -i='],
  ['upgrade demo ./chart --=x', 4, 'helm upgrade has no flag --=x'],
  ['upgrade demo ./chart --force-conflicts', 3, 'helm upgrade has no flag --force-conflicts'],
  ['install demo ./chart --install', 4, 'helm install has no flag --install'],
  ['upgrade demo ./chart -n', 4, '--namespace has no value'],
  ['upgrade demo', 4, 'helm upgrade was given 1 arguments'],
  ['upgrade demo ./chart more', 4, 'helm upgrade was given 3 arguments'],
  ['upgrade --install=yes demo ./chart', 4, '--install is neither true nor false but "yes"'],
  ['upgrade --wait x demo ./chart', 4, 'helm upgrade was given 3 arguments'],
  ['install --server-side true demo ./chart', 4, 'helm install was given 3 arguments'],
  ['upgrade demo ./chart --help', 4, 'Helm was asked for help'],
  ['upgrade demo ./chart --timeout 300', 4, '--timeout cannot be "300"'],
  ['upgrade demo ./chart --server-side maybe', 4, '--server-side cannot be "maybe"'],
  ['upgrade demo ./chart --post-renderer a --post-renderer b', 4, 'Helm 4 takes --post-renderer only once'],
  ['rollback demo 1', 4, 'helm rollback renders no release'],
  ['--install upgrade demo ./chart', 4, 'helm demo renders no release'],
  ['--dry-run upgrade demo ./chart', 4, 'helm demo renders no release'],
  ['--debug', 4, 'Helm was called without a subcommand'],
  ['-- upgrade demo ./chart', 4, 'Helm was called without a subcommand'],
]

test('what Helm would not have taken proves nothing', () => {
  for (const [line, major, expected] of DOUBTS) assert.is(reason(line, major), expected, line)
})

test('switches are off behind =false, in every form', () => {
  assert.is(proven('upgrade -i=false demo ./chart').installIfMissing, false)
  assert.is(proven('upgrade --install=0 demo ./chart').installIfMissing, false)
  assert.is(proven('upgrade -i --install=F demo ./chart').installIfMissing, false)
  assert.is(proven('upgrade --no-hooks --no-hooks=false demo ./chart').noHooks, false)
  assert.is(proven('upgrade --no-hooks demo ./chart').noHooks, true)
})

test('how Helm operates is read under the names of both majors', () => {
  const all = proven('upgrade demo ./chart --atomic --force --create-namespace --take-ownership --timeout 1m30s', 3)
  assert.equal(all, {
    ...proven('upgrade demo ./chart', 3),
    rollbackOnFailure: true,
    forceReplace: true,
    createNamespace: true,
    takeOwnership: true,
    timeoutMs: 90_000,
    wait: 'watcher',
  })
  assert.is(proven('upgrade demo ./chart --rollback-on-failure').rollbackOnFailure, true)
  assert.is(proven('upgrade demo ./chart --atomic').rollbackOnFailure, true)
  assert.is(proven('upgrade demo ./chart --atomic --rollback-on-failure=false').rollbackOnFailure, false)
  assert.is(proven('upgrade demo ./chart --force-replace').forceReplace, true)
  assert.is(proven('upgrade demo ./chart --force-conflicts').forceConflicts, true)
  assert.is(proven('install demo ./chart --replace').replaceName, true)
  assert.is(proven('install demo ./chart --disable-openapi-validation').validate, false)
  assert.is(proven('install demo ./chart', 3).serverSide, 'false')
})

test('Helm 4 writes server-side as the flag of the subcommand says', () => {
  const rows = [
    ['install demo ./chart', 'true'],
    ['install demo ./chart --server-side', 'true'],
    ['install demo ./chart --server-side=false', 'false'],
    ['upgrade demo ./chart', 'auto'],
    ['upgrade demo ./chart --server-side true', 'true'],
    ['upgrade demo ./chart --server-side=false', 'false'],
  ] as const
  for (const [line, expected] of rows) assert.is(proven(line).serverSide, expected, line)
})

test('waiting has strategies on Helm 4', () => {
  const rows = [
    ['', 4, 'none'],
    [' --wait', 4, 'watcher'],
    [' --wait=legacy', 4, 'legacy'],
    [' --wait=false', 4, 'none'],
    [' --wait', 3, 'watcher'],
    [' --wait=false', 3, 'none'],
  ] as const
  for (const [flag, major, wait] of rows) assert.is(proven(`upgrade demo ./chart${flag}`, major).wait, wait, flag)
})

test('the storage is read from HELM_DRIVER, and one that we cannot read is a doubt where it matters', () => {
  assert.is(proven('upgrade demo ./chart', 4, { HELM_DRIVER: 'configmaps' }).storage, 'configmap')
  assert.is(proven('upgrade demo ./chart', 4, { HELM_DRIVER: 'sql' }).storage, 'sql')
  assert.is(proven('upgrade -i demo ./chart --dry-run', 4, { HELM_DRIVER: 'sql' }).dryRun, true)
  assert.is(
    reason('upgrade -i demo ./chart', 4, { HELM_DRIVER: 'sql' }),
    "whether it installs or upgrades stands in Helm's sql storage, which we cannot read",
  )
  assert.is(reason('install demo ./chart', 4, { HELM_DRIVER: 'x' }), 'HELM_DRIVER is x, which Helm does not know')
})

test('the last post-renderer counts on Helm 3', () => {
  assert.is(proven('upgrade demo ./chart --post-renderer a --post-renderer=b', 3).postRenderer, 'b')
})

test('without a major the line must mean the same to both', () => {
  const parseForBoth = (line: string): HelmInvocation | NotProven => parseHelmArgs(line.split(' '), undefined, {})
  const same = parseForBoth('helm upgrade demo ./chart -n shop')
  assert.equal(same, { ...proven('upgrade demo ./chart -n shop'), major: undefined })
  assert.equal(parseForBoth('helm upgrade demo ./chart --dry-run='), {
    proven: false,
    reason: 'Helm 4 does not know --dry-run=',
  })
  assert.equal(parseForBoth('helm upgrade demo ./chart --force-conflicts'), {
    proven: false,
    reason: 'helm upgrade has no flag --force-conflicts',
  })
})

test.run()
