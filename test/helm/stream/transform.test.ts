import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readStream } from '../../../src/helm/stream/stream.ts'
import { transformStream } from '../../../src/helm/stream/transform.ts'
import { fixturePath } from '../../support/fixtures.ts'

const test = suite('transform')

function job(name: string, ...annotations: readonly string[]): string {
  const lines = annotations.map((line) => `    ${line}\n`).join('')
  return `---\n# ${name}\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${name}\n  annotations:\n${lines}spec: {} # end\n`
}

function transform(text: string): { text: string; warnings: readonly string[] } {
  const found = transformStream(readStream(Buffer.from(text)))
  return { text: found.text, warnings: found.warnings.map(({ message }) => message) }
}

const A = 'argocd.argoproj.io'
const PRE = 'helm.sh/hook: "pre-install,pre-upgrade"'

/** Annotations before and after, and what is told; undefined after: left out. */
const ROWS: readonly (readonly [string, readonly string[], readonly string[] | undefined, readonly string[]])[] = [
  ['PreSync', [`${A}/hook: PreSync`], [PRE], []],
  ['PostSync', [`${A}/hook: PostSync`], ['helm.sh/hook: "post-install,post-upgrade"'], []],
  ['PreDelete', [`${A}/hook: PreDelete`], ['helm.sh/hook: "pre-delete"'], []],
  ['PostDelete', [`${A}/hook: PostDelete`], ['helm.sh/hook: "post-delete"'], []],
  [
    'policy and wave',
    [`${A}/hook: PreSync`, `${A}/hook-delete-policy: HookSucceeded,BeforeHookCreation`, `${A}/sync-wave: "-1"`],
    [PRE, 'helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"', 'helm.sh/hook-weight: "-1"'],
    [],
  ],
  ["Helm's own word is overruled", [`${A}/hook: PreSync`, 'helm.sh/hook: test'], [`${A}/hook: PreSync`, PRE], []],
  ['SyncFail', [`${A}/hook: SyncFail`], undefined, ['Helm has no hook for a failure: the object is left out (Job x)']],
  [
    'PreSync and SyncFail',
    [`${A}/hook: PreSync,SyncFail`],
    [PRE],
    ['Helm has no hook for a failure: that part of it is lost (Job x)'],
  ],
  [
    'Sync hook',
    [`${A}/hook: Sync`],
    [`${A}/hook: Sync`],
    ['Helm has no hook amid the apply: it is applied as a plain object (Job x)'],
  ],
  ['Skip', [`${A}/hook: Skip`], [`${A}/hook: Skip`], ['Helm applies what is marked Skip (Job x)']],
  [
    'a wave of a plain object',
    [`${A}/sync-wave: "2"`],
    [`${A}/sync-wave: "2"`],
    ['Helm has no waves: 2 is lost, Helm orders by kind (Job x)'],
  ],
  [
    'a time limit',
    [`${A}/hook: PreSync`, 'hooksync.dev/timeout: 1m'],
    [PRE, 'hooksync.dev/timeout: 1m'],
    ['Helm has one --timeout for all: this one is lost (Job x)'],
  ],
  [
    'limits of a plain object',
    ['hooksync.dev/timeout: 1m', 'hooksync.dev/fail-fast: image-pull=1m'],
    ['hooksync.dev/timeout: 1m', 'hooksync.dev/fail-fast: image-pull=1m'],
    [
      'Helm has one --timeout for all: this one is lost (Job x)',
      'Helm waits for what is stuck until its --timeout (Job x)',
    ],
  ],
  ["Helm's own hook", ['helm.sh/hook: pre-install'], ['helm.sh/hook: pre-install'], []],
]

for (const [title, before, after, warnings] of ROWS) {
  test(`--transform: ${title}`, () => {
    const plain = '---\n# stays\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
    const found = transform(`${plain}${job('x', ...before)}`)
    assert.equal(found, { text: `${plain}${after === undefined ? '' : job('x', ...after)}`, warnings })
  })
}

test('hooks of one wave that Argo CD would run together are told', () => {
  const text = `${job('a', `${A}/hook: PreSync`)}${job('b', `${A}/hook: PreSync`)}${job('c', `${A}/hook: PostSync`)}`
  assert.equal(transform(text).warnings, ['Helm runs hooks one after another, not together: a, b (PreSync, wave 0)'])
})

test('a hook without a fixed name is told', () => {
  const text = job('x', `${A}/hook: PreSync`).replace('name: x', 'generateName: x-')
  assert.equal(transform(text).warnings, ['Helm needs metadata.name on a hook; it has only generateName (Job x-)'])
})

test('where nothing is left, a comment is', () => {
  assert.is(
    transform(job('x', `${A}/hook: SyncFail`)).text,
    '# kubectl-hooksync: nothing is left that Helm could run\n',
  )
})

test('the recorded chart changes only in the annotations of its hooks', () => {
  const before = readFileSync(fixturePath('helm', 'stdin', '4.3.1', 'install.yaml'), 'utf8')
  const { text, warnings } = transform(before)
  const left = before.split('\n').filter((line) => !text.split('\n').includes(line))
  assert.equal(left, [
    `    ${A}/hook: PreSync`,
    `    ${A}/hook-delete-policy: BeforeHookCreation`,
    `    ${A}/sync-wave: "-1"`,
    `  annotations: {${A}/hook: PostSync, ${A}/hook-delete-policy: HookSucceeded, postrenderer.helm.sh/postrender-filename: 'shop/templates/argo-hooks.yaml'}`,
    '  name: demo-alarm',
    `    ${A}/hook: SyncFail`,
    '        command: ["sh", "-c", "echo alarm"]',
  ])
  assert.equal(warnings, [
    'Helm has no waves: -2 is lost, Helm orders by kind (ServiceAccount demo-cache)',
    'Helm has no waves: 1 is lost, Helm orders by kind (Deployment demo-web)',
    'Helm has no waves: 1 is lost, Helm orders by kind (Service demo-web)',
    'Helm has no hook for a failure: the object is left out (Job demo-alarm)',
    'Helm has no waves: 2 is lost, Helm orders by kind (Widget demo-widget)',
  ])
})

test.run()
