// A plan as text: layout, fields, long texts, what must not reach a terminal.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncPhase } from '../../../src/hook/hook.ts'
import type { FieldChange } from '../../../src/preview/field-changes.ts'
import type { PreviewTask } from '../../../src/preview/preview-task.ts'
import type { Preview } from '../../../src/preview/preview.ts'
import { mapTree, planTree } from '../../../src/plan/plan-tree.ts'
import { planText } from '../../../src/report/plan/plan-text.ts'
import { createStyle } from '../../../src/report/style.ts'
import { manifest, object } from '../../support/objects.ts'

const test = suite('plan text')

interface Row {
  readonly phase?: SyncPhase
  readonly wave?: number
  readonly kind?: string
  readonly name?: string
  readonly hook?: PreviewTask['task']['hook']
  readonly action?: PreviewTask['action']
  readonly reason?: string
  readonly fields?: readonly FieldChange[]
}

function row({
  phase = 'Sync',
  wave = 0,
  kind = 'ConfigMap',
  name = 'c',
  hook,
  action = 'create',
  reason,
  fields = [],
}: Row): PreviewTask {
  const key = { group: '', kind, namespace: 'demo', name }
  return {
    task: {
      id: `${phase} ${name}`,
      key,
      phase,
      wave,
      hook,
      object: object(kind, name),
      action: 'apply',
      location: { source: 'in.yaml', line: 7, column: 1 },
      options: { replace: false, force: false, serverSideApply: undefined, validate: true },
      typeMissing: false,
      timeoutMs: undefined,
      prune: undefined,
    },
    name,
    action,
    fields,
    live: undefined,
    ...(reason === undefined ? {} : { reason }),
  }
}

function change(field: string, values: FieldChange['values'], whose: Partial<FieldChange> = {}): FieldChange {
  return { field, values, managers: [], taken: false, ...whose }
}

function text(
  tasks: readonly PreviewTask[],
  more: Partial<Preview> = {},
  verbose: 'verbose' | 'normal' = 'normal',
): string {
  const phases = mapTree(planTree(tasks.map((one) => ({ ...one.task, one }))), ({ one }) => one)
  const preview = { namespace: 'demo', mode: 'live', tasks, phases, notRun: [], ...more } as const
  const options = {
    style: createStyle('plain'),
    detail: verbose,
    redact: (from: string) => from.replaceAll('hunter22', '***'),
  }
  return planText(preview, options).split('\n').slice(2).join('\n')
}

test('phases, waves, hooks, reasons, the SyncFail hooks in one batch, and what is not run', () => {
  const hook = (deletePolicies: NonNullable<Row['hook']>['deletePolicies']) => ({ types: [], deletePolicies })
  const tasks = [
    row({
      phase: 'PreSync',
      kind: 'Job',
      name: 'mig',
      hook: hook(['BeforeHookCreation']),
      action: 'recreate',
      reason: 'BeforeHookCreation',
    }),
    row({ name: 'a' }),
    row({ name: 'b', action: 'unchanged' }),
    row({ name: 'c', wave: 2, action: 'prune' }),
    row({ phase: 'SyncFail', wave: 1, kind: 'Job', name: 'sf', hook: hook(['HookSucceeded', 'HookFailed']) }),
    row({ phase: 'SyncFail', wave: 2, kind: 'Job', name: 'sf2', hook: hook(['HookFailed']) }),
  ]
  const notRun = [{ manifest: manifest(object('Job', 'bye'), 9), reason: 'hook Skip' }]
  assert.is(
    text(tasks, { notRun }),
    `PreSync
  wave 0
    recreate  Job demo/mig (hook; BeforeHookCreation)
Sync
  wave 0
    create    ConfigMap demo/a
    unchanged ConfigMap demo/b
  wave 2
    prune     ConfigMap demo/c
SyncFail (only if the sync fails, all at once)
    create    Job demo/sf (hook; deleted by HookSucceeded and HookFailed)
    create    Job demo/sf2 (hook; deleted by HookFailed)
Not run
    Job bye [in.yaml:9]: hook Skip

plan: 1 to create, 1 to recreate, 1 to prune, 1 unchanged, 1 not run, 2 only if the sync fails
`,
  )
})

test('fields: old and new, whose, hidden, and the lines of a text that differ', () => {
  const fields = [
    change('spec.replicas', { from: 3, to: 1 }, { managers: ['hpa'], taken: true }),
    change('spec.image', { from: undefined, to: 'x' }, { managers: ['a', 'b'] }),
    change('spec.same', { from: 'x', to: 'x' }, { managers: ['a'], taken: true }),
    change('data.password', 'hidden'),
    change('data.file', { from: 'a\nb\nc\n', to: 'a\nB\nB2\nc\n' }),
    change('data.long', { from: 'x'.repeat(300), to: 1 }),
  ]
  const lines = text([row({ action: 'update', fields })], {}, 'verbose')
    .split('\n')
    .slice(2, -3)
  assert.equal(lines, [
    '    update    ConfigMap demo/c (in.yaml:7)',
    '              spec.replicas: 3 → 1  taken from hpa',
    '              spec.image: (none) → "x"  was set by a, b',
    '              spec.same: stays "x"  taken from a',
    '              data.password: (differs)',
    '              data.file:',
    '                - b',
    '                + B',
    '                + B2',
    `              data.long: "${'x'.repeat(158)}… → 1`,
  ])
})

test('secrets, terminal sequences and commands of CI systems do not come through', () => {
  const fields = [
    change('data.a', { from: 'hunter22', to: '\u001b[31mred' }),
    change('data.f', { from: 'x\n::error::boom\n', to: 'x\nhunter22\n##[group]\n' }),
  ]
  const shown = text([row({ action: 'update', reason: 'not compared: \u001b]0;title\u0007\nhunter22', fields })])
  assert.not.match(shown, 'hunter22')
  assert.not.match(shown, '\u001b')
  assert.not.match(shown, /^\s*::error/m)
  assert.not.match(shown, '##[group]')
})

test('a text of which very much differs is cut', () => {
  const lines = (mark: string): string => Array.from({ length: 50 }, (_, index) => `${mark}${index}\n`).join('')
  const shown = text([row({ action: 'update', fields: [change('data.f', { from: lines('a'), to: lines('b') })] })])
  assert.is(shown.split('\n').filter((line) => /^ {16}[-+] /.test(line)).length, 42)
  assert.match(shown, '- … and 30 more lines')
})

test.run()
