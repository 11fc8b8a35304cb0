// What the gate refuses is told with the field's own line, the near name, and a remedy.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from '../support/run-main.ts'

const test = suite('place fields')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-fields-'))
test.after(() => rmSync(folder, { recursive: true }))

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: a
          image: a
        - name: b
          imagee: b
          image: b
`

const rows: readonly (readonly [title: string, text: string, told: readonly string[]])[] = [
  [
    'an unknown field far down',
    WEB,
    [
      '13 Deployment default/web (Sync wave 0): .spec.template.spec.containers[name="b"].imagee: field not declared in schema',
      'did you mean image?',
    ],
  ],
  [
    'the same in another way of writing',
    WEB.replace(
      'metadata: {name: web}',
      'metadata:\n  name: web\n  annotations: {argocd.argoproj.io/sync-options: Replace=true}',
    ),
    [
      '15 Deployment default/web (Sync wave 0): Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[1].imagee"',
      'did you mean image?',
    ],
  ],
  [
    'n as a name',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - image: x\n      name: n\n',
    [
      '7 Pod default/p (Sync wave 0): .spec.containers[name=false].name: expected string, got false',
      'n, y, no, yes, on and off without quotes are booleans in YAML 1.1: quote it',
    ],
  ],
  [
    'a number as a label of a selector',
    'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  ports: [{port: 80}]\n  selector:\n    app: 5\n',
    [
      '7 Service default/s (Sync wave 0): .spec.selector.app: expected string, got 5',
      'a number without quotes is not text: quote it',
    ],
  ],
  [
    'a value that is not valid',
    WEB.replace('          imagee: b\n', '').replace('spec:\n', 'spec:\n  replicas: -1\n'),
    [
      '5 Deployment default/web (Sync wave 0): Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  [
    'a file of SOPS',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: "ENC[AES256_GCM,data:x,type:str]"}\nsops:\n  version: 3.9.0\n',
    [
      '5 Secret default/s (Sync wave 0): .sops: field not declared in schema',
      'the file is encrypted with SOPS: sops --decrypt FILE | kubectl hooksync -f -',
    ],
  ],
]

for (const [title, text, [message = '', hint]] of rows) {
  test(title, async () => {
    const file = join(folder, 'in.yaml')
    writeFileSync(file, `# a comment before it\n---\n${text}`)
    const { stdout, exitCode } = await runMain(['rehearse', '-f', file])
    const at = message.replace(/^\d+/, (line) => String(Number(line) + 2))
    const remedy = hint === undefined ? '' : `             hint: ${hint}\n`
    assert.match(stdout, `           ${file}:${at}\n${remedy}`)
    assert.is(exitCode, 3)
  })
}

test('the last event is the last one told, in JSON as well', async () => {
  const { stdout } = await runMain(['rehearse', '-f', '-', '-o', 'json'], WEB)
  const events = stdout
    .trim()
    .split('\n')
    .map((line): { type: string; seq: number } => JSON.parse(line))
  assert.equal(
    events.slice(-2).map(({ type }) => type),
    ['gate-failed', 'operation-completed'],
  )
  assert.equal(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  )
  assert.match(stdout, '"location":{"source":"<stdin>","line":13,"column":11}')
})

test.run()
