// What every object must have, and what is told when it lacks it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { renderDiagnostic } from '../../src/manifest/render-diagnostic.ts'

const test = suite('object-faults')

/** A whole text, and what is told of it. */
const TEXTS: readonly (readonly [title: string, yaml: string, told: readonly string[]])[] = [
  [
    'plain text',
    'hello\n',
    ['f.yaml:1:1 NOT_AN_OBJECT a manifest is a mapping with apiVersion and kind, this is text'],
  ],
  ['a list', '- a\n', ['f.yaml:1:1 NOT_AN_OBJECT a manifest is a mapping with apiVersion and kind, this is a list']],
  [
    'an empty mapping',
    '{}\n',
    [
      'f.yaml:1:1 MISSING_KIND the object has neither kind nor apiVersion\n  is this a values file, or a part of another document?',
    ],
  ],
  [
    'a values file',
    'replicas: 1\n',
    [
      'f.yaml:1:1 MISSING_KIND the object has neither kind nor apiVersion\n  is this a values file, or a part of another document?',
    ],
  ],
  [
    'no kind',
    'apiVersion: v1\nmetadata: {name: a}\n',
    ['f.yaml:1:1 MISSING_KIND the object has no kind (apiVersion is v1)'],
  ],
  [
    'no apiVersion',
    'kind: Pod\nmetadata: {name: a}\n',
    ['f.yaml:1:1 MISSING_API_VERSION the object has no apiVersion (kind is Pod)\n  kind: Pod\n  ^'],
  ],
  [
    'a kind that is a boolean',
    'apiVersion: v1\nkind: yes\n',
    ['f.yaml:2:7 MISSING_KIND kind is the boolean true, not text'],
  ],
  [
    'an apiVersion that is a number',
    'apiVersion: 1\nkind: Pod\n',
    ['f.yaml:1:13 MISSING_API_VERSION apiVersion is the number 1, not text\n  apiVersion: 1\n              ^'],
  ],
  ['an empty kind', `apiVersion: v1\nkind: ""\n`, [`f.yaml:2:7 MISSING_KIND kind is empty, not text`]],
  [
    'no metadata',
    'apiVersion: v1\nkind: Pod\n',
    [
      'f.yaml:1:1 INVALID_METADATA the object has no metadata\n  apiVersion: v1\n  ^\n  every object needs metadata.name',
    ],
  ],
  [
    'metadata that is a list',
    'apiVersion: v1\nkind: Pod\nmetadata: [a]\n',
    [
      'f.yaml:3:11 INVALID_METADATA metadata is a list, not a mapping\n  metadata: [a]\n            ^\n  every object needs metadata.name',
    ],
  ],
  [
    'a name that is a boolean',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: n\n',
    [
      `f.yaml:4:9 warning INVALID_METADATA metadata.name is the boolean false, not text\n    name: n\n          ^\n  quote it: "n"`,
    ],
  ],
  [
    'items that are not objects',
    'apiVersion: v1\nkind: List\nitems:\n- null\n- {apiVersion: v1}\n- text\n',
    [
      'f.yaml:4:3 NOT_AN_OBJECT a manifest is a mapping with apiVersion and kind, this is null\n  - null\n    ^',
      'f.yaml:5:3 MISSING_KIND the object has no kind (apiVersion is v1)\n  - {apiVersion: v1}\n    ^',
      'f.yaml:6:3 NOT_AN_OBJECT a manifest is a mapping with apiVersion and kind, this is text\n  - text\n    ^',
    ],
  ],
  [
    'JSON without its end',
    `{"apiVersion":"v1",\n"kind":"Pod"`,
    [
      `f.yaml:2:13 YAML_SYNTAX a "{" has no "}", or the lines between are indented too little\n  "kind":"Pod"\n              ^`,
    ],
  ],
]

for (const [title, yaml, told] of TEXTS) {
  test(title, () => {
    assert.equal(tell(yaml), told)
  })
}

function tell(text: string): readonly string[] {
  return parseManifests([{ name: 'f.yaml', text }]).diagnostics.map(renderDiagnostic)
}

test.run()
