import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SYNC_COMMAND } from '../../../src/commands/command.ts'
import { FLAGS, flagsNamed } from '../../../src/commands/flags/flags.ts'
import { parseFlags } from '../../../src/commands/flags/parse-flags.ts'
import { readSyncFlags } from '../../../src/commands/flags/sync-flags.ts'
import type { SyncFlags } from '../../../src/commands/flags/sync-flags.ts'
import { UsageError } from '../../../src/errors.ts'
import { NO_SYNC_OPTIONS } from '../../../src/hook/sync-options.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../../src/policy.ts'
import { SYNC_DEFAULTS } from '../../../src/sync/sync-options.ts'

const test = suite('sync flags')

const DEFAULTS: Omit<SyncFlags, 'retold'> = {
  source: { files: ['x'], recursive: false, selector: [], empty: 'refused' },
  connection: {
    namespace: undefined,
    context: undefined,
    cluster: undefined,
    user: undefined,
    kubeconfig: undefined,
    as: undefined,
    asGroup: [],
    token: undefined,
    server: undefined,
    requestTimeoutMs: undefined,
    insecureSkipTlsVerify: false,
  },
  operation: {
    dryRun: 'none',
    timeoutMs: 1_800_000,
    graceMs: 30_000,
    syncFailOnInterrupt: false,
    waveDelayMs: 0,
    degradedGraceMs: 10_000,
    failFast: {},
    concurrency: 32,
    wait: true,
    hooks: true,
    forceConflicts: true,
    policy: OUR_POLICY,
    customHealth: true,
    fieldManager: 'kubectl-hooksync',
    syncOptions: NO_SYNC_OPTIONS,
    ignoreDifferences: [],
  },
  app: undefined,
  takeOwnership: false,
  ownHealth: { given: false },
  lock: { mode: 'auto', waitMs: 0 },
  logs: { which: undefined, filter: undefined, dir: undefined },
  output: { format: undefined, color: 'auto', detail: 'normal' },
}

function read(args: readonly string[]): Omit<SyncFlags, 'retold'> {
  const { retold: _, ...flags } = readSyncFlags(parseFlags(args, flagsNamed(SYNC_COMMAND.flags)))
  return flags
}

test('nothing but -f means the defaults', () => assert.equal(read(['-f', 'x']), DEFAULTS))

test('a switch that sets an option of the sync has its default', () => {
  for (const { option, default: told } of FLAGS)
    if (option !== undefined) assert.is(told, SYNC_DEFAULTS[option], option)
})

test('what the help gives as default is the default', () => {
  const told = flagsNamed(SYNC_COMMAND.flags).flatMap(({ name, default: text }) =>
    ['timeout', 'wave-delay', 'degraded-grace'].includes(name) ? [`--${name}=${text}`] : [],
  )
  assert.equal([told.length, read(['-f', 'x', ...told])], [3, DEFAULTS])
})

const SOURCES: readonly (readonly [string, Partial<SyncFlags['source']>])[] = [
  ['-f a -f b', { files: ['a', 'b'] }],
  ['-f a,b', { files: ['a', 'b'] }],
  ['-f -', { files: ['-'] }],
  ['-f-', { files: ['-'] }],
  ['--filename a --filename=b=c', { files: ['a', 'b=c'] }],
  ['-Rf a', { files: ['a'], recursive: true }],
  ['-fa -R', { files: ['a'], recursive: true }],
  ['-f=a -R=true', { files: ['a'], recursive: true }],
  ['-f a --recursive --no-recursive', { files: ['a'], recursive: false }],
  ['-k overlays/prod', { files: [], kustomize: 'overlays/prod', kustomizeFlags: [] }],
  [
    '-k o --enable-helm --load-restrictor LoadRestrictionsNone --helm-command /opt/helm --enable-alpha-plugins',
    {
      files: [],
      kustomize: 'o',
      kustomizeFlags: [
        '--enable-helm',
        '--helm-command=/opt/helm',
        '--load-restrictor=LoadRestrictionsNone',
        '--enable-alpha-plugins',
      ],
    },
  ],
  ['-f x --include *.yaml --include b --exclude {a,b}', { include: ['*.yaml', 'b'], exclude: ['{a,b}'] }],
  ['-f x --allow-empty', { empty: 'allowed' }],
  ['-f x -l app=web', { selector: [{ key: 'app', operator: 'In', values: ['web'] }] }],
]

for (const [line, expected] of SOURCES) {
  test(`${line} says where manifests come from`, () => {
    assert.equal(read(line.split(' ')).source, { ...DEFAULTS.source, ...expected })
  })
}

const CONNECTIONS: readonly (readonly [string, Partial<SyncFlags['connection']>])[] = [
  ['-n shop', { namespace: 'shop' }],
  ['-nshop', { namespace: 'shop' }],
  ['-n=shop', { namespace: 'shop' }],
  ['--namespace a --namespace b', { namespace: 'b' }],
  ['--context c --cluster d --user u --kubeconfig k', { context: 'c', cluster: 'd', user: 'u', kubeconfig: 'k' }],
  ['--as me --as-group a --as-group b,c', { as: 'me', asGroup: ['a', 'b,c'] }],
  ['--token=-abc --server https://x:6443', { token: '-abc', server: 'https://x:6443' }],
  ['-s https://x:6443', { server: 'https://x:6443' }],
  ['--request-timeout 5s', { requestTimeoutMs: 5000 }],
  ['--request-timeout 7', { requestTimeoutMs: 7000 }],
  ['--request-timeout 0', { requestTimeoutMs: 0 }],
  ['--insecure-skip-tls-verify', { insecureSkipTlsVerify: true }],
  ['--insecure-skip-tls-verify=false', {}],
]

for (const [line, expected] of CONNECTIONS) {
  test(`${line} says which cluster`, () => {
    assert.equal(read(['-f', 'x', ...line.split(' ')]).connection, { ...DEFAULTS.connection, ...expected })
  })
}

const OPERATIONS: readonly (readonly [string, Partial<SyncFlags['operation']>])[] = [
  ['--dry-run', { dryRun: 'client' }],
  ['--dry-run=server', { dryRun: 'server' }],
  ['--dry-run client', { dryRun: 'client' }],
  ['--dry-run=none', {}],
  ['--timeout 1h5m', { timeoutMs: 3_900_000 }],
  ['--timeout=90s', { timeoutMs: 90_000 }],
  ['--wave-delay 1.5s', { waveDelayMs: 1500 }],
  ['--wave-delay 0', {}],
  ['--concurrency 8', { concurrency: 8 }],
  ['--no-wait', { wait: false }],
  ['--wait=false', { wait: false }],
  ['--no-wait=true', { wait: false }],
  ['--no-wait=false', {}],
  ['--no-wait=F', {}],
  ['--no-hooks=1', { hooks: false }],
  ['--no-wait --wait', {}],
  ['--no-hooks', { hooks: false }],
  ['--no-custom-health', { customHealth: false }],
  ['--no-force-conflicts', { forceConflicts: false }],
  ['--force-conflicts', {}],
  ['--field-manager me', { fieldManager: 'me' }],
  ['--revision v1.2', { revision: 'v1.2' }],
  ['--argo-compat', { policy: ARGO_POLICY, waveDelayMs: 2000, degradedGraceMs: 0, wait: false }],
  ['--argo-compat --wave-delay 0 --wait', { policy: ARGO_POLICY, degradedGraceMs: 0 }],
  ['--argo-compat --wave-delay 0 --wait --degraded-grace 10s', { policy: ARGO_POLICY }],
  ['--degraded-grace 1m', { degradedGraceMs: 60_000 }],
  ['--create-namespace', { syncOptions: { ...NO_SYNC_OPTIONS, createNamespace: true } }],
  ['--create-namespace=T', { syncOptions: { ...NO_SYNC_OPTIONS, createNamespace: true } }],
  ['--create-namespace=false', {}],
  ['--create-namespace --no-create-namespace', {}],
  ['--no-create-namespace=false', { syncOptions: { ...NO_SYNC_OPTIONS, createNamespace: true } }],
  ['--create-namespace=all', { syncOptions: { ...NO_SYNC_OPTIONS, createNamespace: 'all' } }],
  ['--sync-option CreateNamespace=true --create-namespace=false', {}],
  [
    '--sync-option Replace=true --sync-option Validate=false',
    { syncOptions: { ...NO_SYNC_OPTIONS, replace: true, validate: false } },
  ],
]

for (const [line, expected] of OPERATIONS) {
  test(`${line} says how to sync`, () => {
    assert.equal(read(['-f', 'x', ...line.split(' ')]).operation, { ...DEFAULTS.operation, ...expected })
  })
}

const OUTPUTS: readonly (readonly [string, Partial<SyncFlags['output']>])[] = [
  ['-o json', { format: 'json' }],
  ['-ojson', { format: 'json' }],
  ['--output=plain', { format: 'plain' }],
  ['--color never', { color: 'never' }],
  ['-v', { detail: 'verbose' }],
]

for (const [line, expected] of OUTPUTS) {
  test(`${line} says how to tell`, () => {
    assert.equal(read(['-f', 'x', ...line.split(' ')]).output, { ...DEFAULTS.output, ...expected })
  })
}

const LISTS_ALL = 'kubectl hooksync --help lists all flags'
const DURATION = 'write a duration with units, like 90s, 30m or 1h5m'
const FORMS = 'forms are key=value, key!=value, key in (a,b), key notin (a,b), key, !key'
const ERRORS: readonly (readonly [readonly string[], string, string | undefined])[] = [
  [[], 'no manifests were given', 'write -f FILE, -f DIR, -f - or -k DIR; kubectl hooksync --help shows examples'],
  [['-f'], '--filename needs a value', 'write --filename=PATH; with the = a value may begin with a dash'],
  [['-f', ''], '--filename cannot be empty', 'write -f FILE, -f DIR or -f -'],
  [['-f', '-R'], '--filename needs a value', 'write --filename=PATH; with the = a value may begin with a dash'],
  [
    ['-f', 'x', '--token', '-abc'],
    '--token needs a value',
    'write --token=TOKEN; with the = a value may begin with a dash',
  ],
  [
    ['-f', 'x', '-k', 'y'],
    '--kustomize cannot be used with --filename or --recursive',
    'write either -k DIR or -f PATH',
  ],
  [['deploy'], 'unexpected argument "deploy"', 'files and directories are given with -f: kubectl hooksync -f deploy'],
  [['-f', 'x', '--', 'y'], 'unexpected argument "y"', 'files and directories are given with -f: kubectl hooksync -f y'],
  [['-f', 'x', 'plan'], 'unexpected argument "plan"', 'the name of a command stands first: kubectl hooksync plan …'],
  [['-f', 'x', '--', 'true'], 'unexpected argument "true"', 'a switch takes its value behind a =: --wait=true'],
  [['-f', 'x', '--no-wait=maybe'], '--no-wait cannot be "maybe"', 'one of true, false'],
  [['-f', 'x', '--server-side'], 'unknown flag --server-side', 'every apply is one on the server side'],
  [
    ['-f', 'x', '--validate=false'],
    'unknown flag --validate',
    'unknown fields are refused; --sync-option Validate=false lets them pass with a warning',
  ],
  [['-f', 'x', '--prune'], '--prune needs --app', 'only what an application owns is pruned: --app=NAME'],
  [['--timout', '5m'], 'unknown flag --timout', 'did you mean --timeout?'],
  [['--no-hook'], 'unknown flag --no-hook', 'did you mean --no-hooks?'],
  [['--prune-everything=yes'], 'unknown flag --prune-everything', LISTS_ALL],
  [['--no-namespace'], 'unknown flag --no-namespace', 'did you mean --namespace?'],
  [['-namespace', 'shop'], 'unknown flag -namespace', 'did you mean --namespace?'],
  [['-x'], 'unknown flag -x', LISTS_ALL],
  [['--__proto__', 'x'], 'unknown flag --___proto___', LISTS_ALL],
  [['-f', 'x', '--wait=maybe'], '--wait cannot be "maybe"', 'one of true, false'],
  [['-f', 'x', '--dry-run=sever'], '--dry-run cannot be "sever"', 'did you mean server? one of none, client, server'],
  [['-f', 'x', '-o', 'yaml'], '--output cannot be "yaml"', 'one of plain, json, terminal'],
  [['-f', 'x', '--color=on'], '--color cannot be "on"', 'one of auto, always, never'],
  [['-f', 'x', '--timeout', '30'], '--timeout cannot be "30"', 'write 30s for seconds or 30m for minutes'],
  [['-f', 'x', '--timeout', 'soon'], '--timeout cannot be "soon"', DURATION],
  [['-f', 'x', '--timeout=-5m'], '--timeout cannot be "-5m"', DURATION],
  [['-f', 'x', '--timeout', '0'], '--timeout cannot be "0"', 'write a duration above zero and up to 500h, like 30m'],
  [
    ['-f', 'x', '--timeout', '900h'],
    '--timeout cannot be "900h"',
    'write a duration above zero and up to 500h, like 30m',
  ],
  [['-f', 'x', '--wave-delay', '2'], '--wave-delay cannot be "2"', 'write 2s for seconds or 2m for minutes'],
  [['-f', 'x', '--request-timeout', 'x'], '--request-timeout cannot be "x"', DURATION],
  [['-f', 'x', '--concurrency', '0'], '--concurrency cannot be "0"', 'write a whole number from 1 to 256'],
  [['-f', 'x', '--concurrency', '1e2'], '--concurrency cannot be "1e2"', 'write a whole number from 1 to 256'],
  [
    ['-f', 'x', '-n', 'Shop_1'],
    '--namespace cannot be "Shop_1"',
    'write lower-case letters, digits and dashes, at most 63, a letter or digit first and last',
  ],
  [['-f', 'x', '--create-namespace=each'], '--create-namespace cannot be "each"', 'one of true, false, all'],
  [['-f', 'x', '--enable-helm'], '--enable-helm needs --kustomize', 'it is a flag of kubectl kustomize: -k DIR'],
  [
    ['-f', 'x', '--exclude', '{a,b'],
    '--exclude cannot be "{a,b"',
    'write a glob like *.yaml, envs/* or {a,b}.yaml; \\ before a bracket means itself',
  ],
  [['-f', 'x', '-n', ''], '--namespace cannot be empty', 'write --namespace=NAMESPACE, or leave it out'],
  [['-f', 'x', '--as-group', 'g'], '--as-group needs --as', 'a group is impersonated together with a user: --as=USER'],
  [
    ['-f', 'x', '--field-manager', 'm'.repeat(129)],
    '--field-manager is too long or not printable',
    'write a name of at most 128 printable characters',
  ],
  [
    ['-f', 'x', '--sync-option', 'CreateNamespce=true'],
    '--sync-option: "CreateNamespce=true" is not a sync option',
    'did you mean CreateNamespace=true?',
  ],
  [['-f', 'x', '-l', 'a in b'], '--selector cannot be "a in b": "a in b" is not a condition on a label', FORMS],
  [['-f', 'x', '-l', 'a=b,'], '--selector cannot be "a=b,": an empty condition is not a condition on a label', FORMS],
  [['-f', 'x', '-l', 'a=b/c'], '--selector cannot be "a=b/c": "b/c" is not a value of a label', FORMS],
]

for (const [args, message, hint] of ERRORS) {
  test(`${args.join(' ').slice(0, 60) || 'nothing'} is refused with what is right`, () => {
    const error = caught(() => read(args))
    assert.instance(error, UsageError)
    assert.equal([error.message, error.hint, error.exitCode], [message, hint, 2])
  })
}

test('names and short forms of flags are unique, and no name begins with no-', () => {
  const names = FLAGS.flatMap(({ name, alias }) => [name, ...(alias === undefined ? [] : [alias])])
  assert.is(new Set(names).size, names.length)
  assert.not.ok(names.some((name) => name.startsWith('no-')))
})

function caught(run: () => unknown): UsageError {
  try {
    run()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error
  }
  throw new Error('nothing was thrown')
}

test.run()
