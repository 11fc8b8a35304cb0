// Every fault that reading finds, as a user sees it: place, line, caret, remedy.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { renderDiagnostic } from '../../src/manifest/render-diagnostic.ts'

const test = suite('syntax-faults')

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'

/** What follows OBJECT, and what is told of it. */
const FAULTS: readonly (readonly [title: string, yaml: string, told: readonly string[]])[] = [
  [
    'a tab as indentation',
    'data:\n\ta: b\n',
    ['f.yaml:6:1 YAML_SYNTAX a tab indents this line\n   a: b\n  ^\n  YAML takes blanks only'],
  ],
  [
    'a line out of its column',
    'data:\n    a: b\n  c: d\n',
    [
      'f.yaml:7:1 YAML_SYNTAX the indentation fits nothing above\n    c: d\n  ^\n  entries of one mapping start in one column',
    ],
  ],
  [
    'a key without a colon',
    'data\n',
    [`f.yaml:5:1 YAML_SYNTAX a key has no value\n  data\n  ^\n  is a ":" with a blank after it missing?`],
  ],
  [
    'a colon without a value before the next key',
    'data:\n  a\n  b: c\n',
    [
      `f.yaml:6:3 YAML_SYNTAX a key reaches over several lines\n    a\n    ^\n  is a ":" missing, or is a line indented too little?`,
    ],
  ],
  [
    'two colons in a line',
    'data: a: b\n',
    [`f.yaml:5:7 YAML_SYNTAX a second ": " in one line\n  data: a: b\n        ^\n  quote the value`],
  ],
  [
    'an open double quote',
    `data: {a: "b}\n`,
    [
      `f.yaml:5:11 YAML_SYNTAX the quoted text has no end\n  data: {a: "b}\n            ^\n  add the closing quote, indented like the value`,
    ],
  ],
  [
    'an open single quote',
    `data:\n  a: 'it\n  b: c\n`,
    [
      `f.yaml:6:6 YAML_SYNTAX the quoted text has no end\n    a: 'it\n       ^\n  add the closing quote, indented like the value`,
    ],
  ],
  [
    'a reserved character',
    'data: @a\n',
    [
      'f.yaml:5:7 YAML_SYNTAX plain value cannot start with reserved character @\n  data: @a\n        ^\n  quote the value',
    ],
  ],
  [
    'a template as a value',
    'data:\n  a: {{ .Values.x }}\n',
    [
      `f.yaml:6:7 BAD_KEY a key cannot be a mapping or a list\n    a: {{ .Values.x }}\n        ^\n  quote a value that starts with "{"; is this a template that nobody rendered?`,
    ],
  ],
  [
    'a template line',
    '{{- if .x }}\n',
    [
      'f.yaml:5:1 YAML_SYNTAX this is not YAML\n  {{- if .x }}\n  ^\n  it looks like a template: render it first (helm template)',
    ],
  ],
  [
    'an open bracket',
    'data: [a, b\nc: d\n',
    [`f.yaml:6:1 YAML_SYNTAX a "[" has no "]", or the lines between are indented too little\n  c: d\n  ^`],
  ],
  [
    'an open brace',
    'data: {a: b\nc: d\n',
    [`f.yaml:6:1 YAML_SYNTAX a "{" has no "}", or the lines between are indented too little\n  c: d\n  ^`],
  ],
  [
    'a missing comma',
    `data: {"a": 1 "b": 2}\n`,
    [`f.yaml:5:13 YAML_SYNTAX a "," is missing in this "{…}" or "[…]"\n  data: {"a": 1 "b": 2}\n              ^`],
  ],
  [
    'an escape that does not exist',
    `data: "\\d"\n`,
    [
      `f.yaml:5:8 YAML_SYNTAX unknown "\\" sequence in double quotes\n  data: "\\d"\n         ^\n  write "\\\\", or use single quotes`,
    ],
  ],
  [
    'a glob that is read as an alias',
    'path: *.yaml\n',
    [
      `f.yaml:5:7 YAML_SYNTAX this is neither an alias nor an anchor: a name has letters, digits, "_" and "-"\n  path: *.yaml\n        ^\n  quote the value if it is text`,
    ],
  ],
  [
    'an alias without an anchor',
    'path: *yaml\n',
    [
      `f.yaml:5:7 UNKNOWN_ANCHOR no anchor "&yaml" stands before the alias "*yaml"\n  path: *yaml\n        ^\n  quote it if no alias is meant: "*yaml"`,
    ],
  ],
  [
    'an alias inside its anchor',
    'data: &x\n  a: *x\n',
    [`f.yaml:6:6 ALIAS_LOOP the alias "*x" stands inside its own anchor\n    a: *x\n       ^`],
  ],
  [
    'a merge of text',
    'data:\n  <<: a\n',
    [`f.yaml:6:7 BAD_MERGE "<<" takes a mapping or a list of mappings\n    <<: a\n        ^`],
  ],
  ['null as a key', 'data:\n  ~: a\n', ['f.yaml:6:3 BAD_KEY a key cannot be null\n    ~: a\n    ^\n  quote it']],
  [
    'a mapping as a key',
    'data:\n  ? {a: b}\n  : c\n',
    [
      `f.yaml:6:5 BAD_KEY a key cannot be a mapping or a list\n    ? {a: b}\n      ^\n  quote a value that starts with "{"; is this a template that nobody rendered?`,
    ],
  ],
  [
    'infinity',
    'data: .inf\n',
    [
      `f.yaml:5:7 BAD_NUMBER ".inf" is not a number that an API server takes\n  data: .inf\n        ^\n  quote it if it is meant as text`,
    ],
  ],
  [
    'a tag that does not fit',
    'data: !!int x\n',
    [
      `f.yaml:5:13 BAD_TAG "x" does not fit its tag !!int\n  data: !!int x\n              ^\n  remove the tag or correct the value`,
    ],
  ],
  [
    'binary that is not base64',
    `data: !!binary "*"\n`,
    [
      `f.yaml:5:16 BAD_TAG the value of !!binary is not base64 of a text\n  data: !!binary "*"\n                 ^\n  a Secret wants plain base64 text, without the tag`,
    ],
  ],
  [
    'a NUL byte',
    'data: a\u0000b\n',
    [
      'f.yaml:5:8 FORBIDDEN_CHARACTER the control character U+0000 cannot stand in YAML\n  data: a\\u0000b\n         ^\n  remove it; or is this not a text file?',
    ],
  ],
  [
    'an escape sequence for a terminal',
    'data: \u001b[31mred\n',
    [
      `f.yaml:5:7 FORBIDDEN_CHARACTER the control character U+001B cannot stand in YAML\n  data: \\u001b[31mred\n        ^\n  remove it, or write it as "\\x…" in double quotes`,
    ],
  ],
  [
    'a text block without indentation',
    'data:\n  a: |\n  text\n',
    [`f.yaml:7:3 YAML_SYNTAX a key has no value\n    text\n    ^\n  is a ":" with a blank after it missing?`],
  ],
  [
    'a list in the line of its key',
    'data: - a\n',
    ['f.yaml:5:7 YAML_SYNTAX this does not belong here\n  data: - a\n        ^\n  quote the value if it is text'],
  ],
  [
    'an unknown tag handle',
    'data: !x!y a\n',
    ['f.yaml:5:7 YAML_SYNTAX the tag is not known\n  data: !x!y a\n        ^\n  remove the tag'],
  ],
  [
    'a key twice',
    'data:\n  a: b\n  a: e\n',
    [
      `f.yaml:7:3 warning DUPLICATE_KEY the key "a" stands in line 6 already; the last one counts\n    a: e\n    ^\n  remove one of the two`,
    ],
  ],
  [
    'two objects without a separator',
    'kind: Job\n',
    [
      `f.yaml:5:1 warning DUPLICATE_KEY the key "kind" stands in line 2 already; the last one counts\n  kind: Job\n  ^\n  is a "---" missing between two objects?`,
    ],
  ],
  [
    'a separator that is too long',
    '------\n',
    [
      `f.yaml:5:1 BAD_SEPARATOR a line that starts with more than three dashes separates no documents\n  ------\n  ^\n  write "---", or put a "#" before it`,
    ],
  ],
  [
    'a sync wave without quotes',
    '  annotations:\n    argocd.argoproj.io/sync-wave: 5\n    other: yes\n',
    [
      `f.yaml:6:35 INVALID_METADATA the annotation "argocd.argoproj.io/sync-wave" is the number 5, not text\n      argocd.argoproj.io/sync-wave: 5\n                                    ^\n  quote it: "5"`,
      `f.yaml:7:12 INVALID_METADATA the annotation "other" is the boolean true, not text\n      other: yes\n             ^\n  quote it: "yes"`,
    ],
  ],
  [
    'annotations that are a list',
    '  annotations: [a]\n',
    [
      'f.yaml:5:16 INVALID_METADATA metadata.annotations is a list, not a mapping\n    annotations: [a]\n                 ^',
    ],
  ],
  [
    'a label that is a mapping',
    '  labels:\n    a: {b: c}\n',
    [
      `f.yaml:6:8 INVALID_METADATA the label "a" is a mapping, not text\n      a: {b: c}\n         ^\n  only text can stand here`,
    ],
  ],
  [
    'a namespace that is a number',
    '  namespace: 5\n',
    [
      `f.yaml:5:14 warning INVALID_METADATA metadata.namespace is the number 5, not text\n    namespace: 5\n               ^\n  quote it: "5"`,
    ],
  ],
  [
    'a conflict mark',
    '<<<<<<< HEAD\n',
    ['f.yaml:5:1 YAML_SYNTAX a conflict mark of Git\n  <<<<<<< HEAD\n  ^\n  resolve the conflict'],
  ],
]

for (const [title, yaml, told] of FAULTS) {
  test(title, () => {
    assert.equal(tell(OBJECT + yaml), told)
  })
}

test('a broken document spoils no other, and all faults of all files are told in order', () => {
  const good = OBJECT
  const { manifests, diagnostics } = parseManifests([
    { name: 'a.yaml', text: `${good}---\nkind: [\n---\n${good}---\n- x\n` },
    { name: 'b.yaml', text: `a: "\n---\n${good}` },
  ])
  assert.equal(
    manifests.map(({ location }) => `${location.source}:${location.line}`),
    ['a.yaml:1', 'a.yaml:8', 'b.yaml:3'],
  )
  assert.equal(
    diagnostics.map(({ code, location }) => `${location?.source}:${location?.line}:${location?.column} ${code}`),
    ['a.yaml:7:1 YAML_SYNTAX', 'a.yaml:13:1 NOT_AN_OBJECT', 'b.yaml:1:4 YAML_SYNTAX'],
  )
})

test('a document that is nested too deeply is told once', () => {
  const told = tell(`${OBJECT}data: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`)
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /^f\.yaml:5:\d+ YAML_SYNTAX the document is nested too deeply$/)
})

test('an alias bomb is told once and costs neither time nor memory', () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const aliases = Array.from({ length: 10 }, () => `*a${level}`).join(', ')
    return `a${level + 1}: &a${level + 1} [${aliases}]\n`
  })
  const started = process.memoryUsage().heapUsed
  const told = tell(`${OBJECT}a0: &a0 [${'lol, '.repeat(10)}]\n${levels.join('')}`)
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /^f\.yaml:\d:\d+ ALIAS_BOMB the aliases of this document expand to too much /)
  assert.ok(process.memoryUsage().heapUsed - started < 50e6)
})

test('a long text that aliases repeat to 10 MB is an alias bomb too', () => {
  const told = tell(`${OBJECT}b: &b ${'x'.repeat(1_000_000)}\nc: [${'*b, '.repeat(10)}]\n`)
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /^f\.yaml:6:17 ALIAS_BOMB /)
})

function tell(text: string): readonly string[] {
  return parseManifests([{ name: 'f.yaml', text }]).diagnostics.map(renderDiagnostic)
}

test.run()
