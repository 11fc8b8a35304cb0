// Facts of an explanation: what decides a place, what is waited for, what is not run. The words are tested in test/report/explain/.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import { explainableTargets, explainTask } from '../../src/plan/explain-task.ts'
import type { Explanation } from '../../src/plan/explain/explanation.ts'
import type { TaskRef } from '../../src/plan/task-ref.ts'
import { planSync, typeKey } from '../../src/plan/plan-sync.ts'
import { NO_PRUNE } from '../../src/plan/sync-plan.ts'
import type { PlanContext } from '../../src/plan/sync-plan.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'

const test = suite('explain task')

const CLUSTER_SCOPED = ['Namespace', 'CustomResourceDefinition']

function explain(name: string, text: string, changes: Partial<PlanContext> = {}): Explanation {
  const { manifests } = parseManifests([{ name: 'in.yaml', text }])
  const served = manifests.filter(({ object }) => object.kind !== 'Widget')
  const context: PlanContext = {
    namespace: 'demo',
    revision: 'abcdef0',
    startedAt: 0,
    types: new Map(
      served.map(({ object }) => [
        typeKey(groupVersionKind(object)),
        { namespaced: !CLUSTER_SCOPED.includes(object.kind) },
      ]),
    ),
    namespaceExists: false,
    hooks: true,
    policy: ARGO_POLICY,
    createNamespace: false,
    skipDryRunOnMissingResource: false,
    replace: false,
    force: false,
    validate: true,
    prune: NO_PRUNE,
    app: undefined,
    helm: 'both',
    ...changes,
  }
  const view = { plan: planSync(manifests, context), manifests, context }
  const target = explainableTargets(view).find(({ key, object }) => (key.name || object.metadata.generateName) === name)
  if (target === undefined) throw new Error(`no target ${name}`)
  return explainTask(target, view)
}

/** `kind name { annotation: value }`, one line of YAML each. */
function yaml(
  ...objects: readonly (readonly [kind: string, name: string, annotations?: string, rest?: string])[]
): string {
  return objects
    .map(([kind, name, annotations = '', rest = '']) => {
      const apiVersion = { Job: 'batch/v1', Widget: 'lab.example.com/v1' }[kind] ?? 'v1'
      const version = kind === 'CustomResourceDefinition' ? 'apiextensions.k8s.io/v1' : apiVersion
      const named = name.endsWith('-') ? 'generateName' : 'name'
      return `apiVersion: ${version}\nkind: ${kind}\nmetadata:\n  ${named}: ${name}\n  annotations: {${annotations}}\n${rest}`
    })
    .join('\n---\n')
}

const hook = (text: string): string => `argocd.argoproj.io/hook: ${text}`
const wave = (text: string): string => `argocd.argoproj.io/sync-wave: "${text}"`
const names = (tasks: readonly TaskRef[]): string => tasks.map(({ key }) => key.name).join(' ')

test('an annotation that decides is named with its place', () => {
  const [run] = explain('m', yaml(['Job', 'm', `${hook('PreSync')}, ${wave('-1')}`])).runs
  assert.equal(run?.phase, {
    why: 'hook',
    annotation: {
      name: 'argocd.argoproj.io/hook',
      value: 'PreSync',
      location: {
        source: 'in.yaml',
        line: 5,
        column: 42,
        excerpt: `  annotations: {${hook('PreSync')}, ${wave('-1')}}`,
      },
    },
  })
  assert.is(run?.wave.why, 'sync-wave')
})

const REASONS: readonly (readonly [string, string, string])[] = [
  ['', 'no-hook', 'default'],
  ['helm.sh/hook: pre-install, helm.sh/hook-weight: "3"', 'helm-hook', 'hook-weight'],
  // The weight counts on any object, and also where the wave is not a number.
  ['helm.sh/hook-weight: "3"', 'no-hook', 'hook-weight'],
  [`${wave('five')}, helm.sh/hook-weight: "3"`, 'no-hook', 'hook-weight'],
  [`${hook('PostSync')}, helm.sh/hook: pre-install`, 'hook', 'default'],
]

for (const [annotations, phase, why] of REASONS) {
  test(`{${annotations}} has the phase by ${phase} and the wave by ${why}`, () => {
    const [run] = explain('m', yaml(['Job', 'm', annotations])).runs
    assert.equal([run?.phase.why, run?.wave.why], [phase, why])
  })
}

const NOT_RUN: readonly (readonly [string, string, Partial<PlanContext>])[] = [
  [hook('Skip'), 'skip', {}],
  [hook('PreDelete'), 'deletion-only', {}],
  ['helm.sh/hook: pre-delete', 'deletion-only', {}],
  ['helm.sh/hook: test', 'helm-without-phase', {}],
  [hook('PreSinc'), 'unknown-type', {}],
  [hook('PreSync'), 'hooks-off', { hooks: false }],
]

for (const [annotations, why, changes] of NOT_RUN) {
  test(`{${annotations}} is not run: ${why}`, () => {
    const { runs, notRun } = explain('m', yaml(['Job', 'm', annotations]), changes)
    assert.equal([runs.length, notRun?.why], [0, why])
  })
}

test('it waits for what stands before, and what stands after waits for it', () => {
  const text = yaml(
    ['Job', 'first', hook('PreSync')],
    ['ConfigMap', 'settings'],
    ['Service', 'web'],
    ['Service', 'api'],
    ['Job', 'batch'],
    ['ConfigMap', 'late', wave('1')],
    ['Job', 'smoke', hook('PostSync')],
    ['Job', 'alarm', hook('SyncFail')],
  )
  const explanation = explain('web', text)
  const [run] = explanation.runs
  assert.equal(run?.batch, { number: 2, of: 4 })
  assert.equal(
    run?.groups.map((group) => names(group.tasks)),
    ['settings', 'api web', 'batch'],
  )
  assert.is(run?.own, 1)
  assert.equal(
    [run?.earlier, run?.later].map((batches) => batches?.map(({ phase, tasks }) => `${phase} ${names(tasks)}`)),
    [['PreSync first'], ['Sync late', 'PostSync smoke']],
  )
  assert.is(names(explanation.syncFail), 'alarm')
})

test('a SyncFail hook stands beside the waves', () => {
  const [run] = explain('alarm', yaml(['ConfigMap', 'a'], ['Job', 'alarm', hook('SyncFail')])).runs
  assert.equal([run?.earlier, run?.later], [[], []])
})

test('what is lifted says before what, and where it would stand', () => {
  const text = yaml(
    ['Namespace', 'demo'],
    [
      'CustomResourceDefinition',
      'widgets.lab.example.com',
      wave('2'),
      'spec: {group: lab.example.com, names: {kind: Widget}}',
    ],
    ['Widget', 'w', wave('1')],
  )
  const [namespace] = explain('demo', text).runs
  assert.is(namespace?.destination, true)
  assert.equal([namespace?.lift?.because, namespace?.task.wave], [undefined, 0])
  const [definition] = explain('widgets.lab.example.com', text).runs
  assert.equal(
    [definition?.lift?.because, definition?.lift?.before.key.name, definition?.lift?.wave, definition?.task.wave],
    ['CustomResourceDefinition', 'w', 2, 1],
  )
  const [widget] = explain('w', text).runs
  assert.is(names(widget?.definitions ?? []), 'widgets.lab.example.com')
})

test('a namespace that lives by its first object goes with it into its phase', () => {
  const [run] = explain('demo', yaml(['Namespace', 'demo'], ['Job', 'm', `${hook('PreSync')}, ${wave('-3')}`])).runs
  assert.equal(
    [run?.task.phase, run?.task.wave, run?.lift?.phase, run?.lift?.wave, run?.lift?.before.key.name],
    ['PreSync', -3, 'Sync', 0, 'm'],
  )
})

test('the namespace that CreateNamespace adds can be explained, and has no place', () => {
  const { location, runs } = explain('demo', yaml(['ConfigMap', 'a']), { createNamespace: true })
  assert.is(location, undefined)
  assert.equal([runs[0]?.phase.why, runs[0]?.task.phase], ['created-namespace', 'PreSync'])
})

test('a hook of two phases has two runs; only lasting names are cleared first', () => {
  const both = explain('m', yaml(['Job', 'm', hook('"PreSync,PostSync"')], ['Job', 'g-', hook('PreSync')]))
  assert.equal(
    both.runs.map(({ task, clearedFirst }) => [task.phase, names(clearedFirst), clearedFirst[0]?.leftBy]),
    [
      ['PreSync', 'm', undefined],
      ['PostSync', 'm', 'PreSync'],
    ],
  )
  assert.is(explain('g-', yaml(['Job', 'g-', hook('PreSync')])).generateName, 'g-')
})

test('each delete policy names the annotation that it comes from; the default names none', () => {
  const policy = `${hook('PreSync')}, argocd.argoproj.io/hook-delete-policy: HookFailed, helm.sh/hook-delete-policy: hook-succeeded`
  assert.equal(
    explain('m', yaml(['Job', 'm', policy])).deletion.map((reason) => [reason.policy, reason.annotation?.name]),
    [
      ['HookSucceeded', 'helm.sh/hook-delete-policy'],
      ['HookFailed', 'argocd.argoproj.io/hook-delete-policy'],
    ],
  )
  assert.equal(explain('m', yaml(['Job', 'm', hook('PreSync')])).deletion, [{ policy: 'BeforeHookCreation' }])
  assert.equal(explain('a', yaml(['ConfigMap', 'a'])).deletion, [])
})

test('timeout, limits and forced recreation are told', () => {
  const spec = 'spec: {activeDeadlineSeconds: 60, backoffLimit: 2, ttlSecondsAfterFinished: 5}'
  const own = 'hooksync.dev/timeout: 5m, hooksync.dev/fail-fast: image-pull=1m'
  const { timeout, failFast, limits } = explain('m', yaml(['Job', 'm', `${hook('PreSync')}, ${own}`, spec]))
  assert.is(timeout?.milliseconds, 300_000)
  assert.is(failFast?.value, 'image-pull=1m')
  assert.equal(limits, { activeDeadlineSeconds: 60, backoffLimit: 2, ttlSecondsAfterFinished: 5 })
  const options = 'argocd.argoproj.io/sync-options: "Replace=true,Force=true"'
  assert.is(explain('a', yaml(['ConfigMap', 'a', options])).recreated?.value, 'Replace=true,Force=true')
  assert.is(explain('a', yaml(['Namespace', 'a', options])).recreated, undefined)
})

test('only findings about the resource itself are told; nothing of the object is in the explanation', () => {
  const text = yaml(['Secret', 'a', wave('x'), 'stringData: {password: hunter2hunter2}'], ['ConfigMap', 'b', wave('y')])
  const explanation = explain('a', text, { policy: OUR_POLICY })
  assert.equal(
    explanation.findings.map(({ message }) => message),
    ['"x" is not a whole number (Secret a)'],
  )
  assert.not.match(JSON.stringify(explanation), /hunter2/)
})

test.run()
