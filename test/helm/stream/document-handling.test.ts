import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDirectives } from '../../../src/hook/read-directives.ts'
import { readManifest } from '../../../src/hook/read-manifest.ts'
import { handlingOf, isPhased, readForEvent } from '../../../src/helm/stream/document-handling.ts'
import { manifest as unread, object } from '../../support/objects.ts'

const test = suite('document handling')

type Annotations = Readonly<Record<string, string>>

const argo = (value: string): Annotations => ({ 'argocd.argoproj.io/hook': value })
const helm = (value: string): Annotations => ({ 'helm.sh/hook': value })

/** install / upgrade / both, each as `kind phases | events left to Helm`. */
const FATES: readonly (readonly [string, Annotations, string, string, string])[] = [
  ['nothing', {}, 'sync Sync |', 'sync Sync |', 'sync Sync |'],
  ['a wave', { 'argocd.argoproj.io/sync-wave': '2' }, 'sync Sync |', 'sync Sync |', 'sync Sync |'],
  ['PreSync', argo('PreSync'), 'hook PreSync |', 'hook PreSync |', 'hook PreSync |'],
  ['SyncFail', argo('SyncFail'), 'hook SyncFail |', 'hook SyncFail |', 'hook SyncFail |'],
  ['Sync hook', argo('Sync'), 'hook Sync |', 'hook Sync |', 'hook Sync |'],
  ['Skip', argo('Skip'), 'left-alone  |', 'left-alone  |', 'left-alone  |'],
  ['pre-install', helm('pre-install'), 'hook PreSync |', 'left-alone  | pre-install', 'hook PreSync |'],
  ['post-upgrade', helm('post-upgrade'), 'left-alone  | post-upgrade', 'hook PostSync |', 'hook PostSync |'],
  [
    'both events',
    helm('pre-install,pre-upgrade'),
    'hook PreSync | pre-upgrade',
    'hook PreSync | pre-install',
    'hook PreSync |',
  ],
  [
    'before one and after the other',
    helm('pre-install,post-upgrade'),
    'hook PreSync | post-upgrade',
    'hook PostSync | pre-install',
    'hook PreSync,PostSync |',
  ],
  ['test', helm('test'), 'left-alone  | test', 'left-alone  | test', 'left-alone  | test'],
  [
    'pre-delete',
    helm('pre-delete'),
    'left-alone  | pre-delete',
    'left-alone  | pre-delete',
    'left-alone  | pre-delete',
  ],
  [
    'rollback too',
    helm('pre-install, post-rollback'),
    'hook PreSync | post-rollback',
    'left-alone  | pre-install,post-rollback',
    'hook PreSync | post-rollback',
  ],
  ['crd-install alone', helm('crd-install'), 'sync Sync |', 'sync Sync |', 'sync Sync |'],
  [
    "Argo CD's annotation goes first",
    { ...argo('PostSync'), ...helm('pre-install,test') },
    'hook PostSync | test',
    'hook PostSync | test',
    'hook PostSync | test',
  ],
  ['PreDelete', argo('PreDelete'), 'left-alone  | pre-delete', 'left-alone  | pre-delete', 'left-alone  | pre-delete'],
  [
    'PreSync and PostDelete',
    argo('PreSync,PostDelete'),
    'hook PreSync | post-delete',
    'hook PreSync | post-delete',
    'hook PreSync | post-delete',
  ],
  [
    "Argo CD's deletion with Helm's install",
    { ...argo('PostDelete'), ...helm('pre-install') },
    'hook PreSync | post-delete',
    'left-alone  | pre-install,post-delete',
    'hook PreSync | post-delete',
  ],
]

for (const [title, annotations, ...expected] of FATES) {
  test(`what becomes of ${title}`, () => {
    const shown = (['install', 'upgrade', 'both'] as const).map((reading) => {
      const { kind, phases, rest } = handlingOf(readDirectives(object('Job', 'x', { annotations })), reading)
      return `${kind} ${phases.join()} | ${rest.join()}`.trimEnd()
    })
    assert.equal(shown, expected)
  })
}

test('only what Helm would not do itself counts as phased', () => {
  const rows: readonly (readonly [Annotations, boolean])[] = [
    [{}, false],
    [{ 'argocd.argoproj.io/sync-wave': '0' }, false],
    [{ 'argocd.argoproj.io/sync-wave': '-1' }, true],
    [argo('PreSync'), true],
    [argo('PreDelete'), true],
    [argo('Skip'), false],
    [helm('post-upgrade'), true],
    [helm('test'), false],
    [helm('pre-delete'), false],
  ]
  for (const [annotations, expected] of rows) {
    assert.is(isPhased(readDirectives(object('Job', 'x', { annotations }))), expected, JSON.stringify(annotations))
  }
})

test('a hook is read without the events that do not apply now, and otherwise as it is', () => {
  const annotations = helm('pre-install,post-upgrade,test')
  const manifest = readManifest(unread(object('Job', 'x', { annotations })))
  assert.equal(readForEvent(manifest, 'upgrade').object.metadata.annotations, helm('post-upgrade,test'))
  assert.is(readForEvent(manifest, 'both'), manifest)
  assert.equal(manifest.object.metadata.annotations, helm('pre-install,post-upgrade,test'))
})

test.run()
