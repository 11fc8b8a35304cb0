// What the built program says of wrong input, word for word; the API server is not even asked.
// time limit: 180 s
import { writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../support/control-plane.ts'
import { inFolder, makeNamespace, sync } from './lab.ts'

const test = suite('wrong input')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

/** A good object before each wrong one: nothing of it may be written either. */
const GOOD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\n---\n'

const hook = (annotation: string): string =>
  `${GOOD}apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations:\n    argocd.argoproj.io/${annotation}\n`

const BOMB_HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bomb\ndata:\n'

const TOLD = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {value: "1"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {value: "2"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {argocd.argoproj.io/hook: PreSync}}
    spec: {containers: [{name: main, image: nginx}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: hook, annotations: {argocd.argoproj.io/hook: PreSync}}
`

interface Row {
  readonly title: string
  readonly text: string | Uint8Array
  /** The whole standard error but for its last line. */
  readonly told: readonly string[]
}

const rows: readonly Row[] = [
  {
    title: 'broken YAML',
    text: `${GOOD}apiVersion: v1\nkind: [ConfigMap\nmetadata:\n  name: a\n`,
    told: [
      // Without a plain kind it might be a Secret: no line of it is shown.
      'in.yaml:8:1 YAML_SYNTAX a "[" has no "]", or the lines between are indented too little',
    ],
  },
  {
    title: 'an unknown hook type',
    text: hook('hook: PreSinc'),
    told: [
      'in.yaml:11:30 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type (Job migrate)',
      '      argocd.argoproj.io/hook: PreSinc',
      '                               ^',
      '  did you mean PreSync?',
    ],
  },
  {
    title: 'a wave that is not a number',
    text: hook('sync-wave: five'),
    told: [
      'in.yaml:11:35 INVALID_SYNC_WAVE "five" is not a whole number (Job migrate)',
      '      argocd.argoproj.io/sync-wave: five',
      '                                    ^',
      '  a whole number in quotes, like "5" or "-1"',
    ],
  },
  {
    title: 'an unknown delete policy',
    text: hook('hook: PreSync\n    argocd.argoproj.io/hook-delete-policy: HookSucceded'),
    told: [
      'in.yaml:12:44 UNKNOWN_DELETE_POLICY "HookSucceded" is not a hook delete policy (Job migrate)',
      '      argocd.argoproj.io/hook-delete-policy: HookSucceded',
      '                                             ^',
      '  did you mean HookSucceeded?',
    ],
  },
  {
    title: 'an object without kind',
    text: `${GOOD}apiVersion: v1\nmetadata:\n  name: a\n`,
    told: ['in.yaml:6:1 MISSING_KIND the object has no kind (apiVersion is v1)'],
  },
  {
    title: 'a NUL byte',
    text: `${GOOD}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: "a\0b"\n`,
    told: [
      'in.yaml:11:8 FORBIDDEN_CHARACTER the control character U+0000 cannot stand in YAML',
      '    x: "a\\u0000b"',
      '         ^',
      '  remove it; or is this not a text file?',
    ],
  },
  {
    title: 'a small text that its aliases make huge',
    text: `${GOOD}${BOMB_HEAD}${aliasBomb()}`,
    told: [
      'in.yaml:14:24 ALIAS_BOMB the aliases of this document expand to too much (at "*a2")',
      '    a3: &a3 [*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2]',
      '                         ^',
      '  write the values out, or split the document',
    ],
  },
]

for (const { title, text, told } of rows) {
  real(`${title}: one message, exit code 3, no request`, (plane) =>
    inFolder(async (cwd) => {
      writeFileSync(`${cwd}/in.yaml`, text)
      const run = await sync(plane, ['-f', 'in.yaml'], { cwd })
      assert.is(run.stderr, [...told, '1 error; nothing was touched', ''].join('\n'))
      assert.is(run.stdout, '')
      assert.is(run.exitCode, 3)
      assert.equal(run.requests, [])
    }),
  )
}

real('an alias bomb of 10 MB is refused before it eats the machine', (plane) =>
  inFolder(async (cwd) => {
    writeFileSync(`${cwd}/in.yaml`, `${BOMB_HEAD}${aliasBomb()}${filling(10_000_000)}`)
    // Room for the text as nodes, not for what it expands to.
    const run = await sync(plane, ['-f', 'in.yaml'], { cwd, env: { NODE_OPTIONS: '--max-old-space-size=800' } })
    assert.match(run.stderr, /^in\.yaml:9:24 ALIAS_BOMB .*\n.*\n.*\n.*\n1 error; nothing was touched\n$/)
    assert.is(run.exitCode, 3)
    assert.equal(run.requests, [])
  }),
)

real('an empty folder and a missing file: one message each, exit code 3, no request', (plane) =>
  inFolder(async (cwd) => {
    const empty = await sync(plane, ['-f', cwd])
    assert.is(
      empty.stderr,
      `EMPTY_FOLDER ${cwd} holds no manifest files (*.yaml, *.yml, *.json)\n  name the folder that holds the manifests\n` +
        '1 error; nothing was touched\n',
    )
    const missing = await sync(plane, ['-f', 'missing.yaml'], { cwd })
    assert.is(
      missing.stderr,
      'UNREADABLE missing.yaml does not exist\n  check the path\n1 error; nothing was touched\n',
    )
    assert.equal([empty.exitCode, missing.exitCode], [3, 3])
    assert.equal([empty.requests, missing.requests], [[], []])
  }),
)

real('all faults of all files are told at once', (plane) =>
  inFolder(async (cwd) => {
    for (const [index, { text }] of rows.entries()) writeFileSync(`${cwd}/${index}.yaml`, text)
    const run = await sync(plane, ['-f', '.'], { cwd })
    const codes = run.stderr.match(/[A-Z]+(?:_[A-Z]+)+(?= )/g)
    assert.equal(codes?.toSorted(), [
      'ALIAS_BOMB',
      'FORBIDDEN_CHARACTER',
      'INVALID_SYNC_WAVE',
      'MISSING_KIND',
      'UNKNOWN_DELETE_POLICY',
      'UNKNOWN_HOOK_TYPE',
      'YAML_SYNTAX',
    ])
    assert.match(run.stderr, '\n7 errors; nothing was touched\n')
    assert.is(run.exitCode, 3)
    assert.equal(run.requests, [])
  }),
)

real(
  'two objects of one name, a template annotation and a hook without a health rule are told, and no fault',
  (plane) =>
    inFolder(async (cwd) => {
      const namespace = await makeNamespace(plane, 'told')
      writeFileSync(`${cwd}/in.yaml`, TOLD)
      const run = await sync(plane, ['-f', 'in.yaml', '-n', namespace, '--no-wait'], { cwd })
      assert.is(run.exitCode, 0, run.stdout)
      assert.equal(run.writes, ['create configmaps hook', 'create configmaps a', 'create deployments web'])
      for (const line of [
        'in.yaml:11:1 warning ANNOTATION_ON_TEMPLATE argocd.argoproj.io/hook on spec.template has no effect (Deployment web)',
        'in.yaml:6:1 warning DUPLICATE_RESOURCE ConfigMap told/a stands here again; the one at in.yaml:1 is not applied',
        'the last one wins, as in Argo CD; remove one of them',
        'in.yaml:20:1 note HOOK_WITHOUT_HEALTH ConfigMap told/hook is a hook of a kind without a health rule: it counts as done once it is applied',
      ]) {
        assert.match(run.stdout, `${line}\n`)
      }
    }),
)

test.run()

/** Ten lines of ten aliases each: ten thousand million values. */
function aliasBomb(): string {
  const first = `  a0: &a0 [${'"lol",'.repeat(10)}]\n`
  const lines = Array.from(
    { length: 9 },
    (_, index) => `  a${index + 1}: &a${index + 1} [${repeat(`*a${index}`, 10)}]\n`,
  )
  return first + lines.join('')
}

/** So many characters of values. */
function filling(length: number): string {
  return Array.from(
    { length: length / 100 },
    (_, index) => `  p${String(index).padStart(8, '0')}: ${'x'.repeat(86)}\n`,
  ).join('')
}

function repeat(text: string, times: number): string {
  return Array.from({ length: times }, () => text).join(',')
}
