// Every fault of an annotation, with its place, its words and its remedy.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readManifest } from '../../src/hook/read-manifest.ts'
import type { Diagnostic } from '../../src/manifest/diagnostic.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { annotate, manifest, object } from '../support/objects.ts'

const test = suite('annotation checks')

function findings(value: KubeObject): readonly Diagnostic[] {
  return readManifest(manifest(value)).findings
}

function lines(value: KubeObject): readonly string[] {
  return findings(value).map(
    ({ code, severity, message, hint }) => `${severity} ${code} ${message}${hint === undefined ? '' : ` · ${hint}`}`,
  )
}

const table: readonly [string, Parameters<typeof annotate>[0], readonly string[]][] = [
  ['nothing wrong', { hook: 'PreSync', policy: 'HookSucceeded', wave: '-1' }, []],
  [
    'a misspelt type',
    { hook: 'PreSinc' },
    ['error UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type (Job a) · did you mean PreSync?'],
  ],
  [
    'an empty type',
    { hook: '' },
    [
      'error UNKNOWN_HOOK_TYPE the hook type is empty (Job a) · one of PreSync, Sync, PostSync, SyncFail, Skip, PreDelete, PostDelete',
    ],
  ],
  [
    'a misspelt policy',
    { hook: 'Sync', policy: 'HookSucceded' },
    ['error UNKNOWN_DELETE_POLICY "HookSucceded" is not a hook delete policy (Job a) · did you mean HookSucceeded?'],
  ],
  [
    'a wave in words',
    { wave: 'five' },
    ['error INVALID_SYNC_WAVE "five" is not a whole number (Job a) · a whole number in quotes, like "5" or "-1"'],
  ],
  [
    'a misspelt Helm event',
    { helm: 'pre-instal' },
    ['error UNKNOWN_HELM_HOOK "pre-instal" is not a Helm hook (Job a) · did you mean pre-install?'],
  ],
  [
    'a Helm test is told, and no fault',
    { helm: 'test' },
    ['note HOOK_WITHOUT_PHASE Helm hook test has no phase in Argo CD: never applied (Job a)'],
  ],
  [
    'a hook for deletion is told',
    { hook: 'PreDelete' },
    ['note HOOK_WITHOUT_PHASE PreDelete runs on deletion only: not applied by a sync (Job a)'],
  ],
  [
    'a misspelt sync option',
    { options: 'Replace=yes' },
    ['error UNKNOWN_SYNC_OPTION "Replace=yes" is not a sync option (Job a) · one of Replace=true, Replace=false'],
  ],
  [
    'options of an Application do nothing on an object, and the flag is named',
    { options: 'CreateNamespace=true,ApplyOutOfSyncOnly=true,PrunePropagationPolicy=foreground' },
    [
      ['CreateNamespace=true', 'leave it out; for the whole sync it is --create-namespace'],
      ['ApplyOutOfSyncOnly=true', 'leave it out; for the whole sync it is --sync-option ApplyOutOfSyncOnly=true'],
      [
        'PrunePropagationPolicy=foreground',
        'leave it out; for the whole sync it is --sync-option PrunePropagationPolicy=…',
      ],
    ].map(
      ([word, hint]) =>
        `warning NO_EFFECT ${word} counts for a whole Application, not for one object: ignored, as in Argo CD (Job a) · ${hint}`,
    ),
  ],
]

for (const [title, annotations, expected] of table) {
  test(title, () => assert.equal(lines(object('Job', 'a', { annotations: annotate(annotations) })), expected))
}

const comparing = (words: string, fields: { apiVersion?: string; kind?: string } = {}): readonly string[] => {
  const annotations = { 'argocd.argoproj.io/compare-options': words }
  return lines({ ...object('Job', 'a', { annotations }), ...fields })
}

test('compare options: what is read, what counts for an Application, what nobody knows', () => {
  assert.equal(comparing('IgnoreExtraneous'), [])
  assert.equal(comparing('ServerSideDiff=true'), [
    'warning NO_EFFECT ServerSideDiff=true counts for a whole Application, not for one object: ignored, as in Argo CD (Job a) · leave it out; what is compared here is what the server says in a dry run, webhooks included',
  ])
  assert.equal(comparing('ignoreExtraneous,nothing'), [
    'error UNKNOWN_COMPARE_OPTION "ignoreExtraneous" is not a compare option (Job a) · did you mean IgnoreExtraneous?',
    'error UNKNOWN_COMPARE_OPTION "nothing" is not a compare option (Job a) · known is IgnoreExtraneous',
  ])
})

test('an Application that is applied like any object may have its own', () => {
  const application = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' }
  assert.equal(comparing('ServerSideDiff=true,IncludeMutationWebhook=true', application), [])
})

test('all faults of an object are told at once', () => {
  const job = object('Job', 'a', { annotations: annotate({ hook: 'PreSinc', policy: 'never', wave: '1.5' }) })
  assert.equal(
    findings(job).map(({ code }) => code),
    ['UNKNOWN_HOOK_TYPE', 'UNKNOWN_DELETE_POLICY', 'INVALID_SYNC_WAVE'],
  )
})

test('a misspelt option of an Application is an error', () => {
  const [found] = findings(object('Job', 'a', { annotations: annotate({ options: 'CreateNamespase=true' }) }))
  assert.equal([found?.severity, found?.code], ['error', 'UNKNOWN_SYNC_OPTION'])
})

test('a hook annotation on a pod template is told', () => {
  const template = { metadata: { annotations: annotate({ hook: 'PreSync' }) } }
  assert.equal(lines(object('Job', 'a', { fields: { spec: { template } } })), [
    "warning ANNOTATION_ON_TEMPLATE argocd.argoproj.io/hook on spec.template has no effect (Job a) · put it on the Job's own metadata.annotations",
  ])
})

test('limits that cannot be read are a fault, on a hook or not', () => {
  const lined = (text: string): readonly string[] =>
    lines(object('Job', 'a', { annotations: { 'hooksync.dev/timeout': '5m', 'hooksync.dev/fail-fast': text } }))
  assert.equal(lined('image-pull=5m,crash-loop=off'), [])
  const [line, ...others] = lined('image-pul=5m')
  assert.match(line ?? '', 'error INVALID_FAIL_FAST "image-pul" is not a cause (Job a) · on, off, or limits like')
  assert.equal(others, [])
})

test('a timeout that is not a duration is a fault', () => {
  const job = object('Job', 'a', { annotations: { ...annotate({ hook: 'Sync' }), 'hooksync.dev/timeout': '5' } })
  assert.equal(lines(job), [
    'error INVALID_TIMEOUT "5" is not a duration (Job a) · a duration like "90s", "5m" or "1h30m"',
  ])
})

test.run()
