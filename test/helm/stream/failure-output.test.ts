import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../../support/seed.ts'
import { parse } from 'yaml'
import { failureTitle, mayRecord, messageDocument, renderFailure } from '../../../src/helm/stream/failure-output.ts'
import { parseManifests } from '../../../src/manifest/parse-manifests.ts'

const test = suite('failure output')

test('Helm 4 records a failure by a hook that no object can be, behind all that it shall keep', () => {
  const output = '---\nkind: ConfigMap'
  const message = 'PreSync: Job shop/migrate: BackoffLimitExceeded'
  assert.equal(renderFailure({ listener: 4, message, record: { output } }), {
    stdout: `---
kind: ConfigMap
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: "PreSync: Job shop/migrate: BackoffLimitExceeded (hooksync/sync)"
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "-2147483648"
    helm.sh/hook-delete-policy: before-hook-creation
    postrenderer.helm.sh/postrender-filename: hooksync/sync
`,
    stderr: '',
    exitCode: 0,
  })
})

test('without a record Helm 4 is given one block scalar', () => {
  const message = '  r-cm belongs to release other;  \r\n\r\n\u001b[31mnothing\u001b[0m was changed\n\n'
  assert.equal(renderFailure({ listener: 4, message, record: undefined }), {
    stdout: '|\n  hooksync: r-cm belongs to release other;\n\n  nothing was changed\n',
    stderr: '',
    exitCode: 0,
  })
})

test('Helm 3 shows stderr and fails by the exit status, whatever is recorded', () => {
  const message = 'PreSync: Job shop/migrate\u0007 failed  \nsee the log'
  assert.equal(renderFailure({ listener: 3, message, record: { output: 'x' } }), {
    stdout: '',
    stderr: 'PreSync: Job shop/migrate\\x07 failed\nsee the log\n',
    exitCode: 1,
  })
})

test('nothing is recorded where Helm would skip the hook or fail before it, or where the lock is lost', () => {
  const good = { listener: 4, wroteSomething: true, noHooks: false, typesKnown: true, lockLost: false } as const
  assert.is(mayRecord(good), true)
  assert.is(mayRecord({ ...good, listener: 3 }), false)
  assert.is(mayRecord({ ...good, wroteSomething: false }), false)
  assert.is(mayRecord({ ...good, noHooks: true }), false)
  assert.is(mayRecord({ ...good, typesKnown: false }), false)
  assert.is(mayRecord({ ...good, lockLost: true }), false)
})

test('the title is one short line that no object can have for its name', () => {
  const rows = [
    ['failed at /_x', 'failed at /_x (hooksync/sync)'],
    ['two\nlines  and\ttabs ', 'two lines and tabs (hooksync/sync)'],
    ['', 'the sync failed without a reason (hooksync/sync)'],
    ['container "main" of C:\\x', "container 'main' of C:/x (hooksync/sync)"],
    ['x'.repeat(500), `${'x'.repeat(183)}… (hooksync/sync)`],
    [`${'x'.repeat(182)}😀y`, `${'x'.repeat(182)}… (hooksync/sync)`],
  ] as const
  for (const [message, expected] of rows) assert.is(failureTitle(message), expected)
})

const messages = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        ' ',
        '\n',
        '\r',
        '\t',
        '/',
        '_',
        '"',
        "'",
        '\\',
        '#',
        ': ',
        '---',
        '\u001b[1m',
        '\u0085',
        '\u2028',
        '\ud800',
        '😀',
        '|',
      ),
      { maxLength: 300 },
    )
    .map((parts) => parts.join('')),
)

test('every title survives YAML and Helm, whatever the message', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const title = failureTitle(message)
      assert.ok(title.length <= 200 && title.endsWith(' (hooksync/sync)'))
      assert.not.match(title, /["\\]/)
      assert.not.match(title, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
      const { stdout } = renderFailure({ listener: 4, message, record: { output: '' } })
      const { manifests, diagnostics } = parseManifests([{ name: 'x', text: stdout }])
      assert.equal(diagnostics, [])
      assert.is(manifests[0]?.object.metadata.name, title)
      assert.is(parse(stdout).metadata.name, title)
    }),
    { seed: SEED, numRuns: 500 },
  )
})

test('every message is one plain block scalar that gives back its own text', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const text = messageDocument(message)
      assert.match(text, /^\|\n {2}hooksync: \S/)
      assert.not.match(text, /[ \t]$/m)
      assert.not.match(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/)
      assert.is(text.endsWith('\n') && !text.endsWith('\n\n'), true)
      const value: unknown = parse(text)
      assert.is(value, text.slice(2).replace(/^ {2}/gm, ''))
    }),
    { seed: SEED, numRuns: 500 },
  )
})

test('an endless message is cut', () => {
  assert.is(messageDocument('x'.repeat(100_000)).length, '|\n  hooksync: \n'.length + 60_000)
})

test.run()
